"""PostgreSQL's functions of version 0002: every write is one call, so one round trip and no lock kept between two.

They are volatile: each statement within sees what others committed while it waited for a
lock. A later version that changes the arguments gives the function another name, because
the older servers beside it still call this one.
"""

from __future__ import annotations

APPEND = """
CREATE FUNCTION teahouse_append(
    p_room bigint, p_at bigint, p_kinds text[], p_senders bigint[], p_names text[], p_keys bytea[], p_bodies text[],
    p_to_ids bigint[], p_to_names text[], p_mentions text[], p_visible text[], p_hashes bytea[], p_public boolean[],
    OUT o_head bigint, OUT o_known int[], OUT o_seqs bigint[], OUT o_ats bigint[], OUT o_hashes bytea[]
)
LANGUAGE plpgsql VOLATILE
-- A plan that was made for an empty log is kept while it grows: only one by index is right for all of its life.
SET enable_seqscan = off SET enable_bitmapscan = off
AS $$
DECLARE
    v_rows bigint;
BEGIN
    SELECT head INTO o_head FROM rooms WHERE id = p_room FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    -- LIMIT makes it a look-up by the whole key for each: a join could read all of the room instead.
    SELECT array_agg(wanted.place), array_agg(e.seq), array_agg(e.at), array_agg(e.request_hash)
    INTO o_known, o_seqs, o_ats, o_hashes
    FROM unnest(p_senders, p_keys) WITH ORDINALITY AS wanted (sender, key, place)
    CROSS JOIN LATERAL (
        SELECT seq, at, request_hash FROM events
        WHERE events.room = p_room AND events.sender = wanted.sender AND events.key = wanted.key
        LIMIT 1
    ) AS e;
    INSERT INTO events
        (room, seq, at, kind, sender, sender_name, key, body, to_id, to_name, mentions, visible_to, request_hash)
    SELECT
        p_room, o_head + row_number() OVER (ORDER BY n.place), p_at, n.kind, n.sender, n.name, n.key, n.body,
        n.to_id, n.to_name, n.mentions, n.visible, n.hash
    FROM unnest(
        p_kinds, p_senders, p_names, p_keys, p_bodies, p_to_ids, p_to_names, p_mentions, p_visible, p_hashes
    ) WITH ORDINALITY AS n (kind, sender, name, key, body, to_id, to_name, mentions, visible, hash, place)
    WHERE o_known IS NULL OR n.place <> ALL (o_known);
    GET DIAGNOSTICS v_rows = ROW_COUNT;
    IF v_rows > 0 THEN
        UPDATE rooms
        SET head = head + v_rows, message_count = message_count + (
            SELECT count(*) FROM unnest(p_public) WITH ORDINALITY AS n (public, place)
            WHERE n.public AND (o_known IS NULL OR n.place <> ALL (o_known))
        )
        WHERE id = p_room;
    END IF;
END
$$
"""

TAKE_NAME = """
CREATE FUNCTION teahouse_take_name(p_key text, p_seen_after bigint, p_classic_after bigint, p_taker bigint)
RETURNS boolean
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    v_holder record;
BEGIN
    SELECT id, role, last_seen INTO v_holder FROM people WHERE name_key = p_key FOR UPDATE;
    IF NOT FOUND OR v_holder.id = p_taker THEN
        RETURN true;
    END IF;
    IF v_holder.last_seen >= p_seen_after
        AND NOT (v_holder.role = 'classic' AND v_holder.last_seen <= p_classic_after) THEN
        RETURN false;
    END IF;
    UPDATE people SET name_key = NULL WHERE id = v_holder.id;
    RETURN true;
END
$$
"""

ADD_PERSON = """
CREATE FUNCTION teahouse_add_person(
    p_id bigint, p_name text, p_key text, p_role text, p_token bytea, p_now bigint,
    p_seen_after bigint, p_classic_after bigint
)
RETURNS boolean
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    IF EXISTS (SELECT FROM people WHERE id = p_id) THEN
        RETURN true;  -- by an earlier attempt, whose answer was lost
    END IF;
    IF NOT teahouse_take_name(p_key, p_seen_after, p_classic_after, p_id) THEN
        RETURN false;
    END IF;
    INSERT INTO people (id, name, name_key, role, created_at, last_seen)
    VALUES (p_id, p_name, p_key, p_role, p_now, p_now);
    IF p_token IS NOT NULL THEN
        INSERT INTO sessions (token_hash, person, created_at, last_seen) VALUES (p_token, p_id, p_now, p_now);
    END IF;
    RETURN true;
END
$$
"""

RENAME = """
CREATE FUNCTION teahouse_rename(
    p_id bigint, p_name text, p_key text, p_now bigint, p_seen_after bigint, p_classic_after bigint
)
RETURNS boolean
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM people WHERE id = p_id) THEN
        RETURN NULL;
    END IF;
    IF NOT teahouse_take_name(p_key, p_seen_after, p_classic_after, p_id) THEN
        RETURN false;
    END IF;
    UPDATE people SET name = p_name, name_key = p_key, last_seen = greatest(last_seen, p_now) WHERE id = p_id;
    RETURN true;
END
$$
"""

SEEN = """
CREATE FUNCTION teahouse_seen(p_people bigint[], p_now bigint)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    -- In one order on all nodes, so that none waits for another in a circle.
    PERFORM FROM people WHERE id = ANY (p_people) AND last_seen < p_now ORDER BY id FOR NO KEY UPDATE;
    UPDATE people SET last_seen = p_now WHERE id = ANY (p_people) AND last_seen < p_now;
    PERFORM FROM sessions WHERE person = ANY (p_people) AND last_seen < p_now ORDER BY token_hash
        FOR NO KEY UPDATE;
    UPDATE sessions SET last_seen = p_now WHERE person = ANY (p_people) AND last_seen < p_now;
END
$$
"""

FREE_NAME = """
CREATE FUNCTION teahouse_free_name(p_id bigint)
RETURNS boolean
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    UPDATE people SET name_key = NULL WHERE id = p_id AND role = 'classic' AND name_key IS NOT NULL;
    RETURN EXISTS (SELECT FROM people WHERE id = p_id);
END
$$
"""

MARK_READ = """
CREATE FUNCTION teahouse_mark_read(p_room bigint, p_person bigint, p_seq bigint)
RETURNS boolean
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    INSERT INTO reads (room, person, seq)
    SELECT id, p_person, least(p_seq, head) FROM rooms WHERE id = p_room
    ON CONFLICT (room, person) DO UPDATE SET seq = excluded.seq WHERE excluded.seq > reads.seq;
    RETURN EXISTS (SELECT FROM rooms WHERE id = p_room);
END
$$
"""

END_SESSION = """
CREATE FUNCTION teahouse_end_session(p_session bytea, p_now bigint, p_kept bigint)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    v_now bigint := (extract(epoch FROM clock_timestamp()) * 1000)::bigint;
BEGIN
    DELETE FROM sessions WHERE token_hash = p_session;
    IF FOUND THEN
        -- By the database's clock where that is ahead: the nodes' may differ.
        INSERT INTO revocations (session, at) VALUES (p_session, greatest(p_now, v_now))
        ON CONFLICT (session) DO NOTHING;
        DELETE FROM revocations WHERE at < v_now - p_kept;
    END IF;
END
$$
"""

FUNCTIONS = (APPEND, TAKE_NAME, ADD_PERSON, RENAME, SEEN, FREE_NAME, MARK_READ, END_SESSION)
