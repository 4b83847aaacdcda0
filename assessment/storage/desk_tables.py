"""The tables beside the facts: states, views, decisions, messages, gate, accounts, journal, read notes, questions."""

from sqlalchemy import Boolean, Column, Date, Float, ForeignKey, Index, Integer, LargeBinary, Table

from assessment.domain.bundle import ID_MAX_LENGTH
from assessment.storage.fact_tables import metadata
from assessment.storage.types import UtcDateTime, words

meta = Table(
    "meta",
    metadata,
    Column("name", words(64), primary_key=True),
    Column("value", words(), nullable=False),
)

writer = Table(
    "writer",
    metadata,
    Column("writer_id", Integer, primary_key=True),
    Column("turns", Integer, nullable=False),
)

journal = Table(
    "journal",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", words(200), nullable=False),
    Column("act", words(40), nullable=False),
    Column("subject", words(200), nullable=False, index=True),
    Column("detail", words(), nullable=False),
    Column("previous_hash", words(64), nullable=False),
    Column("hash", words(64), nullable=False, unique=True),
)

gate_entries = Table(
    "gate_entries",
    metadata,
    Column("gate_seq", Integer, primary_key=True),
    Column("gate_id", words(36), nullable=False, unique=True),
    Column("municipality", words(3), nullable=False, index=True),
    Column("engine", words(8), nullable=False),
    Column("legal_basis", words()),
    Column("purpose", words()),
    Column("dpia", words()),
    Column("dpia_on", Date),
    Column("signed_by", words()),
    Column("expires_on", Date),
    Column("training", Boolean, nullable=False),
    Column("synthetic", Boolean, nullable=False),
    Column("registered_at", UtcDateTime, nullable=False),
    Column("registered_by", words(200), nullable=False),
    Column("threshold", Float),
    Column("capacity", Float),
)

flag_runs = Table(
    "flag_runs",
    metadata,
    Column("run_seq", Integer, primary_key=True),
    Column("run_id", words(36), nullable=False, unique=True),
    Column("municipality", words(3), nullable=False),
    Column("as_of", Date, nullable=False),
    Column("engine", words(8), nullable=False),
    Column("model_id", words(64), nullable=False),
    Column("scale", words(8), nullable=False, server_default="step"),
    Column("rubric", words(64), nullable=False),
    Column("encoder", words(64)),
    Column("learned_from", words(16)),
    Column("gate_id", words(36), ForeignKey("gate_entries.gate_id"), nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("known_batch_seq", Integer, nullable=False),
    Column("known_undo_seq", Integer, nullable=False, server_default="0"),
    Column("objected", Integer, nullable=False),
    Column("threshold", Float),
    Index(None, "municipality", "as_of"),
)

states = Table(
    "states",
    metadata,
    Column("state_seq", Integer, primary_key=True),
    Column("state_id", words(36), nullable=False, unique=True),
    Column("run_seq", Integer, ForeignKey("flag_runs.run_seq"), nullable=False, index=True),
    Column("placement_id", words(ID_MAX_LENGTH), nullable=False, index=True),
    Column("newcomer_id", words(ID_MAX_LENGTH), nullable=False, index=True),
    Column("state", words(24), nullable=False),
    Column("stall_probability", Float),
    Column("document", words(), nullable=False),
)

state_voids = Table(
    "state_voids",
    metadata,
    Column("state_seq", Integer, ForeignKey("states.state_seq"), primary_key=True),
    Column("undo_seq", Integer, ForeignKey("undos.undo_seq"), nullable=False),
)

own_views = Table(
    "own_views",
    metadata,
    Column("view_seq", Integer, primary_key=True),
    Column("view_id", words(36), nullable=False, unique=True),
    Column("placement_id", words(ID_MAX_LENGTH), nullable=False, index=True),
    Column("user", words(200), nullable=False),
    Column("view", words(24), nullable=False),
    Column("line", words(), nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("state_id", words(36), ForeignKey("states.state_id")),
)

decisions = Table(
    "decisions",
    metadata,
    Column("decision_seq", Integer, primary_key=True),
    Column("decision_id", words(36), nullable=False, unique=True),
    Column("placement_id", words(ID_MAX_LENGTH), nullable=False, index=True),
    Column("user", words(200), nullable=False),
    Column("outcome", words(40), nullable=False),
    Column("reason", words(), nullable=False),
    Column("follow_up_on", Date),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("state_id", words(36), ForeignKey("states.state_id")),
)

receipts = Table(
    "receipts",
    metadata,
    Column("observation_id", words(36), primary_key=True),
    Column("user", words(200), nullable=False),
    Column("stored_at", UtcDateTime, nullable=False),
    Column("device_at", words(40)),
)

messages = Table(
    "messages",
    metadata,
    Column("message_seq", Integer, primary_key=True),
    Column("message_id", words(36), nullable=False, unique=True),
    Column("kind", words(8), nullable=False),
    Column("placement_id", words(ID_MAX_LENGTH), nullable=False, index=True),
    Column("observer_id", words(ID_MAX_LENGTH), nullable=False, index=True),
    Column("criterion", words(32)),
    Column("text", words(), nullable=False),
    Column("sent_by", words(200), nullable=False),
    Column("sent_at", UtcDateTime, nullable=False),
)

accounts = Table(
    "accounts",
    metadata,
    Column("account_seq", Integer, primary_key=True),
    Column("user", words(200), nullable=False, unique=True),
    Column("role", words(16), nullable=False),
    Column("municipality", words(3)),
    Column("provider_id", words(ID_MAX_LENGTH)),
    Column("observer_id", words(ID_MAX_LENGTH)),
    Column("password_hash", words(), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    Column("failed_attempts", Integer, nullable=False),
    Column("locked_until", UtcDateTime),
)

invitations = Table(
    "invitations",
    metadata,
    Column("token_hash", words(64), primary_key=True),
    Column("role", words(16), nullable=False),
    Column("municipality", words(3)),
    Column("provider_id", words(ID_MAX_LENGTH)),
    Column("observer_id", words(ID_MAX_LENGTH)),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", words(200), nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime),
    Column("invitation_id", words(36), unique=True),
    Column("for_user", words(200)),
    Column("ended_at", UtcDateTime),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", words(64), primary_key=True),
    Column("account_seq", Integer, ForeignKey("accounts.account_seq"), nullable=False, index=True),
    Column("started_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
)

encoders = Table(
    "encoders",
    metadata,
    Column("encoder_id", words(64), primary_key=True),
    Column("name", words(200), nullable=False),
    Column("background", LargeBinary, nullable=False),
    Column("first_used_at", UtcDateTime, nullable=False),
)

note_vectors = Table(
    "note_vectors",
    metadata,
    Column("encoder_id", words(64), ForeignKey("encoders.encoder_id"), primary_key=True),
    Column("content_hash", words(64), primary_key=True),
    Column("vector", LargeBinary, nullable=False),
    Column("signals", LargeBinary),
)

read_notes = Table(
    "read_notes",
    metadata,
    Column("run_seq", Integer, ForeignKey("flag_runs.run_seq"), primary_key=True),
    Column("placement_id", words(ID_MAX_LENGTH), primary_key=True),
    Column("signals", LargeBinary, nullable=False),
)

questions = Table(
    "questions",
    metadata,
    Column("question_id", words(36), primary_key=True),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("text", words()),
    Column("encoder_id", words(64)),
    Column("vector", LargeBinary),
)
