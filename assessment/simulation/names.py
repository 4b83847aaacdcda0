"""Invented names: first names from many places, and workplaces that do not exist."""

ALIASES = {
    "f": (
        "Amina", "Selam", "Olena", "Fatima", "Rahel", "Maryam", "Lan", "Nadia", "Yordanos", "Natalia", "Hodan", "Layla",
        "Zahra", "Iryna", "Mei", "Grace", "Rosa", "Samira", "Asma", "Kateryna", "Abeba", "Noor", "Shirin", "Lucia",
        "Ana", "Priya", "Sunita", "Halima", "Tigist", "Salma", "Rania", "Darya", "Nasrin", "Joy", "Marisol", "Hiba",
    ),
    "m": (
        "Ahmad", "Yonas", "Tesfay", "Omar", "Andriy", "Hassan", "Bilal", "Samuel", "Filmon", "Mustafa", "Reza", "Karim",
        "Oleh", "Abdi", "Minh", "Carlos", "Ravi", "Ibrahim", "Farid", "Dawit", "Nabil", "Serhii", "Jamal", "Kidane",
        "Emmanuel", "Amir", "Tariq", "Luis", "Dmytro", "Walid", "Mehari", "Rafael", "Somchai", "Yusuf", "Pawel", "Zaid",
    ),
    "x": ("Noa", "Sami", "Nur", "Alex", "Ariel", "Robel"),
}  # fmt: skip

OBSERVER_NAMES = (
    "Lone", "Henrik", "Mette", "Søren", "Birgit", "Jens", "Karen", "Allan", "Tina", "Morten", "Susanne", "Peter",
    "Hanne", "Kim", "Dorte", "Lars", "Anja", "Bo", "Rikke", "Flemming", "Gitte", "Per", "Camilla", "Torben", "Ulla",
    "Jasmin", "Mads", "Heidi", "Niels", "Pia", "Claus", "Charlotte", "Ole", "Fatma", "Jeanette", "Bent", "Louise",
)  # fmt: skip

PLACES = (
    "Åbrinken", "Østerled", "Møllevang", "Havnen", "Skovkanten", "Nørrevang", "Bakkegården", "Engvej", "Solsiden",
    "Kildebjerg", "Torvet", "Vesterport", "Lyngby Mark", "Strandlunden", "Egely", "Rosenlund", "Teglværket",
    "Stationsvej", "Højvang", "Fjordblik", "Birkely", "Søndermark", "Pilegården", "Klinten", "Industrivej",
    "Kærsvinget", "Ravnsbjerg", "Elmelund", "Vandtårnet", "Brohoved", "Gammelby", "Nyhøj", "Hedelund", "Grønnevej",
)  # fmt: skip

PROVIDER_NAMES = ("Sprogcenter Åbrinken", "Sprogskolen Østerled", "Lær Dansk Møllevang", "Sprogcenter Fjordblik")
