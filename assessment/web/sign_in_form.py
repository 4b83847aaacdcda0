"""The HTML of the forms before the desk, sign-in and welcome: one small page with its own style and no script."""

from html import escape
from string import Template
from urllib.parse import quote

from assessment.i18n.words import Language, _, current_language

_PAGE = Template("""\
<!DOCTYPE html>
<html lang="$language">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>$title</title>
<link rel="icon" href="data:,">
<style>
@font-face {
  font-family: "IBM Plex Sans"; font-weight: 100 700; font-display: swap;
  src: url("/app/static/ibm-plex-sans-latin-wght-normal.woff2") format("woff2");
}
:root {
  --ink: #1A1A1A; --quiet: #454545; --paper: #FFFFFF; --line: #757575;
  --action: #004D99; --on-action: #FFFFFF; --wait: #FEBB30;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #F0F0F0; --quiet: #C8CDD1; --paper: #161A1D; --line: #8A9298;
    --action: #8FC1F2; --on-action: #161A1D;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 18px/1.5 "IBM Plex Sans", system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
}
main { max-width: 26rem; margin: 12vh auto 4rem; padding: 0 1.5rem; }
h1 { font-size: 1.75rem; line-height: 1.25; font-weight: 600; margin: 0 0 .5rem; }
p { margin: 0 0 2rem; color: var(--quiet); }
p.problem { margin: 0 0 1.5rem; padding: .75rem 1rem; color: var(--ink); border-left: 6px solid var(--wait); }
label { display: block; margin: 0 0 .25rem; font-weight: 600; }
input {
  width: 100%; min-height: 52px; margin: 0 0 1.25rem; padding: .5rem .75rem; font: inherit; color: inherit;
  background: transparent; border: 1px solid var(--line); border-radius: 4px;
}
button {
  width: 100%; min-height: 56px; margin: .5rem 0 2rem; font: inherit; font-weight: 600; color: var(--on-action);
  background: var(--action); border: 0; border-radius: 4px; cursor: pointer;
}
a { display: inline-block; padding: .75rem 0; color: var(--action); }
:focus-visible { outline: 3px solid var(--action); outline-offset: 3px; }
</style>
</head>
<body>
<main>
<h1>$title</h1>
<p>$lead</p>
$problem
<form method="post" action="$action">
<input type="hidden" name="$hidden" value="$kept">
<label for="bruger">$user_label</label>
<input id="bruger" name="bruger" value="$user" autocomplete="username"
  autocapitalize="none" spellcheck="false" maxlength="200" required $user_is>
<label for="adgangskode">$password_label</label>
<input id="adgangskode" name="adgangskode" type="password" autocomplete="$remembered_as"
  required $password_is>
<button type="submit">$button</button>
</form>
<a href="/sprog/$other?til=$here" lang="$other" hreflang="$other">$other_name</a>
</main>
</body>
</html>
""")


def sign_in_form(*, going_to: str, user: str, problem: str) -> str:
    """The sign-in form in the current language; ``problem`` is the sentence above it, ``going_to`` where it leads."""
    return _page(
        title=_("Log ind på Sprogspor"),
        lead=_("Følg, hvordan dansk bruges og vokser på arbejdspladsen."),
        action="/log-ind",
        kept={"til": going_to},
        user=user,
        problem=problem,
        button=_("Log ind"),
        password_label=_("Adgangskode"),
        remembered_as="current-password",
        here="/log-ind",
    )


def welcome_form(*, code: str, user: str, problem: str) -> str:
    """The form that an invitation leads to: choose a name and a password. ``code`` is the invitation's own."""
    return _page(
        title=_("Velkommen til Sprogspor"),
        lead=_("Vælg et brugernavn og en adgangskode. Linket virker kun denne ene gang."),
        action="/velkommen",
        kept={"kode": code},
        user=user,
        problem=problem,
        button=_("Opret adgang"),
        password_label=_("Adgangskode, mindst 12 tegn"),
        remembered_as="new-password",
        here=f"/velkommen?kode={code}",
    )


def new_password_form(*, code: str, user: str, problem: str) -> str:
    """The form in which somebody who has an account, and cannot come in, chooses a new password."""
    return _page(
        title=_("Vælg en ny adgangskode"),
        lead=_("Linket virker kun denne ene gang. Bagefter er du logget ind her og logget ud alle andre steder."),
        action="/velkommen",
        kept={"kode": code},
        user=user,
        problem=problem,
        button=_("Gem ny adgangskode"),
        password_label=_("Adgangskode, mindst 12 tegn"),
        remembered_as="new-password",
        here=f"/velkommen?kode={code}",
        user_is_fixed=True,
    )


def _page(
    *,
    title: str,
    lead: str,
    action: str,
    kept: dict[str, str],
    user: str,
    problem: str,
    button: str,
    password_label: str,
    remembered_as: str,
    here: str,
    user_is_fixed: bool = False,
) -> str:
    other: Language = "en" if current_language() == "da" else "da"
    ((hidden, value),) = kept.items()
    return _PAGE.substitute(
        language=current_language(),
        title=escape(title),
        lead=escape(lead),
        action=action,
        hidden=hidden,
        kept=escape(value),
        user_label=escape(_("Brugernavn")),
        password_label=escape(password_label),
        remembered_as=remembered_as,
        button=escape(button),
        user=escape(user),
        user_is="readonly" if user_is_fixed else "autofocus",
        password_is="autofocus" if user_is_fixed else "",
        problem=f'<p class="problem" role="alert">{escape(problem)}</p>' if problem else "",
        here=quote(here, safe="/"),
        other=other,
        other_name="English" if other == "en" else "Dansk",
    )
