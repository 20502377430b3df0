"""PostgreSQL's functions of version 0004 for what decides who may come into rooms. Every write is one call; see `functions_0002`."""

from __future__ import annotations

from teahouse.store.migrations import append_0003, functions_0003


def instead(text: str, old: str, new: str) -> str:
    """A function of before with one part of it otherwise."""
    if text.count(old) != 1:
        raise ValueError(f"{old!r} is {text.count(old)} times in the function")
    return text.replace(old, new)


# The same functions for all callers: what was before a person joined is not unread for them.
UNREAD = instead(
    instead(functions_0003.UNREAD, "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"),
    "e.seq > p_after",
    """e.seq > greatest(p_after, (
            SELECT since FROM members WHERE members.room = p_room AND members.person = p_person
        ))""",
)

CALLED = instead(
    instead(functions_0003.CALLED, "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"),
    "WHERE e.room = p_room AND e.seq = c.seq",
    """WHERE e.room = p_room AND e.seq = c.seq AND e.seq > coalesce(
                (SELECT since FROM members WHERE members.room = p_room AND members.person = p_person), 0
            )""",
)

ADD_ROOM = """
CREATE FUNCTION teahouse_add_room_4(
    p_id bigint, p_name text, p_key text, p_title text, p_topic text, p_owner bigint, p_now bigint, p_access text,
    p_history text, p_made boolean
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET enable_seqscan = off
AS $$
DECLARE
    v_earlier record;
BEGIN
    IF NOT EXISTS (SELECT FROM people WHERE id = p_owner) THEN
        RETURN NULL;
    END IF;
    -- By an earlier attempt, whose answer was lost: of this call (its id), or of its caller (its name).
    SELECT id, owner, title, access INTO v_earlier FROM rooms WHERE id = p_id OR (p_made AND name = p_name);
    IF FOUND THEN
        IF v_earlier.owner = p_owner AND v_earlier.title = p_title AND v_earlier.access = p_access THEN
            RETURN v_earlier.id;
        END IF;
        RETURN -1;
    END IF;
    IF EXISTS (SELECT FROM rooms WHERE name_key = p_key) OR EXISTS (SELECT FROM rooms WHERE name = p_name) THEN
        RETURN 0;
    END IF;
    INSERT INTO rooms (
        id, name, name_key, title, topic, head, first_seq, message_count, created_at, owner, access, history
    ) VALUES (p_id, p_name, p_key, p_title, p_topic, 0, 1, 0, p_now, p_owner, p_access, p_history);
    INSERT INTO members (room, person, role) VALUES (p_id, p_owner, 'owner');
    UPDATE meta SET listing = listing + 1;
    RETURN p_id;
END
$$
"""

ROOM_KEY = """
CREATE FUNCTION teahouse_room_key_4(p_room bigint, p_title text, p_access text)
RETURNS text
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    RETURN (
        SELECT CASE WHEN kind <> 'room' OR name_key IS NULL THEN name_key ELSE
            CASE coalesce(p_access, access) WHEN 'private' THEN NULL WHEN 'members' THEN '+' ELSE '' END
            || coalesce(p_title, ltrim(name_key, '+')) END
        FROM rooms WHERE id = p_room
    );
END
$$
"""

ABOUT_ROOM = """
CREATE FUNCTION teahouse_about_room_4(
    p_room bigint, p_seq bigint, p_kind text, p_key text, p_sender bigint, p_extras json
)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    v_member bigint := coalesce((p_extras -> 'member' ->> 'id')::bigint, p_sender);
BEGIN
    CASE p_kind
    WHEN 'room.changed' THEN
        UPDATE rooms
        SET title = coalesce(p_extras ->> 'title', title), name_key = p_key,
            topic = coalesce(p_extras ->> 'topic', topic),
            archived = coalesce((p_extras ->> 'archived')::boolean::int, archived),
            read_only = coalesce((p_extras ->> 'read_only')::boolean::int, read_only),
            access = coalesce(p_extras ->> 'access', access),
            history = coalesce(p_extras ->> 'history', history),
            slow_seconds = coalesce((p_extras ->> 'slow_seconds')::int, slow_seconds),
            retention_days = CASE WHEN p_extras ->> 'retention_days' IS NULL THEN retention_days
                ELSE nullif((p_extras ->> 'retention_days')::int, -1) END
        WHERE id = p_room;
    WHEN 'member.added' THEN
        UPDATE members SET role = coalesce(p_extras ->> 'role', 'member')
        FROM rooms WHERE members.room = p_room AND members.person = v_member AND rooms.id = p_room AND rooms.kind = 'room';
        IF NOT FOUND THEN
            INSERT INTO members (room, person, role, since)
            SELECT rooms.id, people.id, coalesce(p_extras ->> 'role', 'member'),
                CASE WHEN rooms.access = 'private' AND rooms.history = 'joined' THEN p_seq ELSE 0 END
            FROM rooms, people WHERE rooms.id = p_room AND rooms.kind = 'room' AND people.id = v_member;
            INSERT INTO reads (room, person, seq)
            SELECT rooms.id, people.id, p_seq FROM rooms, people
            WHERE rooms.id = p_room AND rooms.access = 'private' AND people.id = v_member
            ON CONFLICT (room, person) DO UPDATE SET seq = greatest(reads.seq, excluded.seq);
        END IF;
    WHEN 'member.removed' THEN
        DELETE FROM members USING rooms
        WHERE members.room = p_room AND members.person = v_member AND rooms.id = p_room AND rooms.kind = 'room';
    END CASE;
END
$$
"""

_TITLES = """        IF p_titles[i] IS NOT NULL THEN
            IF EXISTS (SELECT FROM rooms WHERE name_key = p_titles[i] AND id <> p_room) THEN
"""
_KEYS = """        v_extras := CASE WHEN p_kinds[i] = ANY (v_about) THEN p_extras[i]::json END;
        IF p_kinds[i] = 'room.changed' THEN
            v_key := teahouse_room_key_4(p_room, p_titles[i], v_extras ->> 'access');
            IF EXISTS (SELECT FROM rooms WHERE name_key = v_key AND id <> p_room) THEN
"""
_CHANGED = append_0003.APPEND[
    append_0003.APPEND.index("        WHEN p_kinds[i] = 'room.changed' THEN") : append_0003.APPEND.index(
        "        ELSE\n            NULL;\n        END CASE;"
    )
]
_ABOUT = """        WHEN p_kinds[i] = ANY (v_about) THEN
            PERFORM teahouse_about_room_4(p_room, v_head, p_kinds[i], v_key, p_senders[i], v_extras);
            v_listed := v_listed + 1;
"""


def _append() -> str:
    """`teahouse_append_3` with what is new about rooms and their members."""
    text = append_0003.APPEND
    for old, new in (
        ("CREATE FUNCTION teahouse_append_3(", "CREATE FUNCTION teahouse_append_4("),
        (
            "    v_listed boolean := false;\n",
            (
                "    v_about CONSTANT text[] := ARRAY['room.changed', 'member.added', 'member.removed'];\n"
                "    v_key text;\n    v_listed int := 0;\n"
            ),
        ),
        # What is too old cannot be changed any more, and what is gone takes nothing.
        (
            "WHERE id = p_room FOR NO KEY UPDATE;",
            "WHERE id = p_room AND kind <> 'gone' FOR NO KEY UPDATE;",
        ),
        (
            "WHERE e.room = p_room AND e.seq = p_targets[i] AND e.kind",
            (
                "WHERE e.room = p_room AND e.seq >= (SELECT first_seq FROM rooms WHERE id = p_room)\n"
                "                AND e.seq = p_targets[i] AND e.kind"
            ),
        ),
        (_TITLES, _KEYS),
        (_CHANGED, _ABOUT),
        (
            "    IF v_listed THEN\n        UPDATE meta SET listing = listing + 1;",
            "    IF v_listed > 0 THEN\n        UPDATE meta SET listing = listing + v_listed;",
        ),
    ):
        text = instead(text, old, new)
    return text


APPEND = _append()

FUNCTIONS: tuple[str, ...] = (UNREAD, CALLED, ADD_ROOM, ROOM_KEY, ABOUT_ROOM, APPEND)
