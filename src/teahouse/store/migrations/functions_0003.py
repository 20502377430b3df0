"""PostgreSQL's functions of version 0003, and what it has beside the tables of the schema.

Every write is one call, as before; see `functions_0002`, whose functions stay for the
older servers. `append_0003` has those that append.
"""

from __future__ import annotations

from teahouse.store.migrations import append_0003

UNREAD = """
CREATE FUNCTION teahouse_unread_3(p_room bigint, p_person bigint, p_after bigint)
RETURNS bigint
LANGUAGE plpgsql STABLE
SET enable_seqscan = off SET enable_bitmapscan = off
AS $$
BEGIN
    RETURN (SELECT count(*) FROM (
        SELECT FROM events AS e
        WHERE e.room = p_room AND e.seq > p_after AND e.kind = 'message.created' AND e.sender <> p_person
            AND (e.visible_to IS NULL OR e.visible_to::jsonb @> to_jsonb(p_person))
        LIMIT 1000
    ) AS unread);
END
$$
"""

CALLED = """
CREATE FUNCTION teahouse_called_3(p_room bigint, p_person bigint, p_after bigint)
RETURNS bigint
LANGUAGE plpgsql STABLE
SET enable_seqscan = off SET enable_bitmapscan = off
AS $$
BEGIN
    RETURN (SELECT count(*) FROM (
        SELECT DISTINCT c.seq
        FROM (
            SELECT seq FROM calls WHERE person = p_person AND room = p_room AND seq > coalesce(p_after, 0)
            UNION ALL
            -- What calls everyone calls those who were there before.
            SELECT seq FROM calls WHERE person = 0 AND room = p_room AND seq > p_after
        ) AS c
        CROSS JOIN LATERAL (
            SELECT FROM events AS e
            WHERE e.room = p_room AND e.seq = c.seq AND e.sender <> p_person
                AND (e.visible_to IS NULL OR e.visible_to::jsonb @> to_jsonb(p_person))
            LIMIT 1
        ) AS readable
        LIMIT 1000
    ) AS called);
END
$$
"""

READ_STATE = """
CREATE FUNCTION teahouse_read_state_3(
    p_room bigint, p_person bigint,
    OUT o_read bigint, OUT o_count bigint, OUT o_unread bigint, OUT o_mentions bigint, OUT o_notify text
)
LANGUAGE plpgsql STABLE
SET enable_seqscan = off
AS $$
BEGIN
    SELECT reads.seq, rooms.message_count, reads.notify INTO o_read, o_count, o_notify
    FROM rooms JOIN reads ON reads.room = rooms.id WHERE rooms.id = p_room AND reads.person = p_person;
    o_unread := teahouse_unread_3(p_room, p_person, o_read);
    o_mentions := teahouse_called_3(p_room, p_person, o_read);
END
$$
"""

MARK_READ = """
CREATE FUNCTION teahouse_mark_read_3(
    p_room bigint, p_person bigint, p_seq bigint, p_back boolean,
    OUT o_read bigint, OUT o_count bigint, OUT o_unread bigint, OUT o_mentions bigint, OUT o_notify text
)
LANGUAGE plpgsql VOLATILE
SET enable_seqscan = off
AS $$
BEGIN
    INSERT INTO reads (room, person, seq)
    SELECT id, p_person, greatest(0, least(p_seq, head)) FROM rooms WHERE id = p_room
    ON CONFLICT (room, person) DO UPDATE SET seq = excluded.seq WHERE excluded.seq > reads.seq OR p_back;
    SELECT s.o_read, s.o_count, s.o_unread, s.o_mentions, s.o_notify
    INTO o_read, o_count, o_unread, o_mentions, o_notify FROM teahouse_read_state_3(p_room, p_person) AS s;
END
$$
"""

SET_NOTIFY = """
CREATE FUNCTION teahouse_set_notify_3(
    p_room bigint, p_person bigint, p_level text,
    OUT o_read bigint, OUT o_count bigint, OUT o_unread bigint, OUT o_mentions bigint, OUT o_notify text
)
LANGUAGE plpgsql VOLATILE
SET enable_seqscan = off
AS $$
BEGIN
    INSERT INTO reads (room, person, seq, notify) SELECT id, p_person, head, p_level FROM rooms WHERE id = p_room
    ON CONFLICT (room, person) DO UPDATE SET notify = excluded.notify;
    SELECT s.o_read, s.o_count, s.o_unread, s.o_mentions, s.o_notify
    INTO o_read, o_count, o_unread, o_mentions, o_notify FROM teahouse_read_state_3(p_room, p_person) AS s;
END
$$
"""

ADD_ROOM = """
CREATE FUNCTION teahouse_add_room_3(
    p_id bigint, p_name text, p_key text, p_title text, p_topic text, p_owner bigint, p_now bigint
)
RETURNS boolean
LANGUAGE plpgsql VOLATILE
SET enable_seqscan = off
AS $$
BEGIN
    IF EXISTS (SELECT FROM rooms WHERE id = p_id) THEN
        RETURN true;  -- by an earlier attempt, whose answer was lost
    END IF;
    IF NOT EXISTS (SELECT FROM people WHERE id = p_owner) THEN
        RETURN NULL;
    END IF;
    IF EXISTS (SELECT FROM rooms WHERE name_key = p_key) OR EXISTS (SELECT FROM rooms WHERE name = p_name) THEN
        RETURN false;
    END IF;
    INSERT INTO rooms (id, name, name_key, title, topic, head, first_seq, message_count, created_at, owner)
    VALUES (p_id, p_name, p_key, p_title, p_topic, 0, 1, 0, p_now, p_owner);
    UPDATE meta SET listing = listing + 1;
    RETURN true;
END
$$
"""

OPEN_DIRECT = """
CREATE FUNCTION teahouse_open_direct_3(p_id bigint, p_name text, p_key text, p_people bigint[], p_now bigint)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET enable_seqscan = off
AS $$
DECLARE
    v_room bigint;
BEGIN
    SELECT id INTO v_room FROM rooms WHERE name_key = p_key;
    IF FOUND THEN
        RETURN v_room;
    END IF;
    INSERT INTO rooms (id, kind, name, name_key, title, topic, head, first_seq, message_count, created_at)
    VALUES (p_id, 'direct', p_name, p_key, '', '', 0, 1, 0, p_now);
    INSERT INTO members (room, person) SELECT p_id, person FROM unnest(p_people) AS person;
    INSERT INTO reads (room, person, seq) SELECT p_id, person, 0 FROM unnest(p_people) AS person;
    UPDATE meta SET listing = listing + 1;
    RETURN p_id;
END
$$
"""

ADD_PUSH = """
CREATE FUNCTION teahouse_add_push_3(
    p_person bigint, p_kind text, p_address text, p_secret text, p_language text, p_most int
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET enable_seqscan = off
AS $$
DECLARE
    v_id bigint;
BEGIN
    -- One at a time for each person, so that the count holds.
    PERFORM FROM people WHERE id = p_person FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    UPDATE pushes SET secret = p_secret, language = p_language
    WHERE person = p_person AND kind = p_kind AND address = p_address RETURNING id INTO v_id;
    IF v_id IS NULL AND (SELECT count(*) FROM pushes WHERE person = p_person) < p_most THEN
        INSERT INTO pushes (person, kind, address, secret, language)
        VALUES (p_person, p_kind, p_address, p_secret, p_language) RETURNING id INTO v_id;
    END IF;
    RETURN coalesce(v_id, 0);
END
$$
"""

FUNCTIONS = (
    UNREAD,
    CALLED,
    READ_STATE,
    MARK_READ,
    SET_NOTIFY,
    ADD_ROOM,
    OPEN_DIRECT,
    ADD_PUSH,
    *append_0003.FUNCTIONS,
)

INDEXES = (
    # Words with their positions, and tags: see `teahouse_terms_3`.
    "ALTER TABLE searched ADD COLUMN terms tsvector NOT NULL",
    # What was just said waits in a list that each search reads: short, so that no append empties a long one.
    "CREATE INDEX searched_terms ON searched USING gin (terms) WITH (gin_pending_list_limit = 1024)",
    "CREATE INDEX calls_unread ON calls (person, room, seq)",
    "CREATE INDEX rooms_open ON rooms (id) WHERE kind = 'room'",
    "CREATE INDEX reads_levels ON reads (room) WHERE notify <> 'mentions'",
    "CREATE INDEX people_names ON people (name_key text_pattern_ops)",
)
"""Beside the schema's own: only PostgreSQL has or needs them."""

FILL = (
    r"""
INSERT INTO searched (room, seq, at, terms)
SELECT :room, :seq, :at, coalesce((
    SELECT string_agg('''' || w.word || ''':' || w.places, ' ')
    FROM (
        SELECT u.word, string_agg(u.place\:\:text, ',' ORDER BY u.place) AS places
        FROM unnest(string_to_array(:words, ' ')) WITH ORDINALITY AS u (word, place)
        WHERE u.word <> '' GROUP BY u.word
    ) AS w
), '')\:\:tsvector || array_to_tsvector(ARRAY(SELECT '=' || tag FROM unnest(string_to_array(:tags, ' ')) AS tag))
""",
)
"""For `fill_0003`: what was said before. Words are letters and digits, so there is nothing to be quoted in them."""
