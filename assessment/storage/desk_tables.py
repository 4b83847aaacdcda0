"""The tables beside the facts: states, views, decisions, receipts, messages, the gate, accounts and the journal."""

from sqlalchemy import Boolean, Column, Date, Float, ForeignKey, Index, Integer, String, Table, Text

from assessment.domain.bundle import ID_MAX_LENGTH
from assessment.storage.fact_tables import metadata
from assessment.storage.types import UtcDateTime

meta = Table(
    "meta",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", Text, nullable=False),
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
    Column("actor", String(200), nullable=False),
    Column("act", String(40), nullable=False),
    Column("subject", String(200), nullable=False, index=True),
    Column("detail", Text, nullable=False),
    Column("previous_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False, unique=True),
)

gate_entries = Table(
    "gate_entries",
    metadata,
    Column("gate_seq", Integer, primary_key=True),
    Column("gate_id", String(36), nullable=False, unique=True),
    Column("municipality", String(3), nullable=False, index=True),
    Column("engine", String(8), nullable=False),
    Column("legal_basis", Text),
    Column("purpose", Text),
    Column("dpia", Text),
    Column("dpia_on", Date),
    Column("signed_by", Text),
    Column("expires_on", Date),
    Column("training", Boolean, nullable=False),
    Column("synthetic", Boolean, nullable=False),
    Column("registered_at", UtcDateTime, nullable=False),
    Column("registered_by", String(200), nullable=False),
)

flag_runs = Table(
    "flag_runs",
    metadata,
    Column("run_seq", Integer, primary_key=True),
    Column("run_id", String(36), nullable=False, unique=True),
    Column("municipality", String(3), nullable=False),
    Column("as_of", Date, nullable=False),
    Column("engine", String(8), nullable=False),
    Column("model_id", String(64), nullable=False),
    Column("rubric", String(64), nullable=False),
    Column("gate_id", String(36), ForeignKey("gate_entries.gate_id"), nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("known_batch_seq", Integer, nullable=False),
    Column("objected", Integer, nullable=False),
    Index(None, "municipality", "as_of"),
)

states = Table(
    "states",
    metadata,
    Column("state_seq", Integer, primary_key=True),
    Column("state_id", String(36), nullable=False, unique=True),
    Column("run_seq", Integer, ForeignKey("flag_runs.run_seq"), nullable=False, index=True),
    Column("placement_id", String(ID_MAX_LENGTH), nullable=False, index=True),
    Column("newcomer_id", String(ID_MAX_LENGTH), nullable=False, index=True),
    Column("state", String(24), nullable=False),
    Column("stall_probability", Float),
    Column("document", Text, nullable=False),
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
    Column("view_id", String(36), nullable=False, unique=True),
    Column("placement_id", String(ID_MAX_LENGTH), nullable=False, index=True),
    Column("user", String(200), nullable=False),
    Column("view", String(24), nullable=False),
    Column("line", Text, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("state_id", String(36), ForeignKey("states.state_id")),
)

decisions = Table(
    "decisions",
    metadata,
    Column("decision_seq", Integer, primary_key=True),
    Column("decision_id", String(36), nullable=False, unique=True),
    Column("placement_id", String(ID_MAX_LENGTH), nullable=False, index=True),
    Column("user", String(200), nullable=False),
    Column("outcome", String(40), nullable=False),
    Column("reason", Text, nullable=False),
    Column("follow_up_on", Date),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("state_id", String(36), ForeignKey("states.state_id")),
)

receipts = Table(
    "receipts",
    metadata,
    Column("observation_id", String(36), primary_key=True),
    Column("user", String(200), nullable=False),
    Column("stored_at", UtcDateTime, nullable=False),
    Column("device_at", String(40)),
)

messages = Table(
    "messages",
    metadata,
    Column("message_seq", Integer, primary_key=True),
    Column("message_id", String(36), nullable=False, unique=True),
    Column("kind", String(8), nullable=False),
    Column("placement_id", String(ID_MAX_LENGTH), nullable=False, index=True),
    Column("observer_id", String(ID_MAX_LENGTH), nullable=False, index=True),
    Column("criterion", String(32)),
    Column("text", Text, nullable=False),
    Column("sent_by", String(200), nullable=False),
    Column("sent_at", UtcDateTime, nullable=False),
)

accounts = Table(
    "accounts",
    metadata,
    Column("account_seq", Integer, primary_key=True),
    Column("user", String(200), nullable=False, unique=True),
    Column("role", String(16), nullable=False),
    Column("municipality", String(3)),
    Column("provider_id", String(ID_MAX_LENGTH)),
    Column("observer_id", String(ID_MAX_LENGTH)),
    Column("password_hash", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    Column("failed_attempts", Integer, nullable=False),
    Column("locked_until", UtcDateTime),
)

invitations = Table(
    "invitations",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("role", String(16), nullable=False),
    Column("municipality", String(3)),
    Column("provider_id", String(ID_MAX_LENGTH)),
    Column("observer_id", String(ID_MAX_LENGTH)),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", String(200), nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime),
    Column("invitation_id", String(36), unique=True),
    Column("for_user", String(200)),
    Column("ended_at", UtcDateTime),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("account_seq", Integer, ForeignKey("accounts.account_seq"), nullable=False, index=True),
    Column("started_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
)
