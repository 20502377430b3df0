"""PostgreSQL's functions of version 0004 for what the place lets go of. Every write is one call; see `functions_0002`.

They take the room's row first, as an append does, so that neither waits for the other in a
circle. `teahouse_let_go_4` is called by the others alone. What takes long is done by one
node at a time (the advisory lock): for the others there is nothing to do then.
"""

from __future__ import annotations

PUT = """
CREATE FUNCTION teahouse_set_house_4(p_keys text[], p_values text[], p_cleared text[])
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    DELETE FROM house WHERE key = ANY (p_cleared);
    INSERT INTO house (key, value) SELECT k.key, k.value FROM unnest(p_keys, p_values) AS k (key, value) ORDER BY 1
    ON CONFLICT (key) DO UPDATE SET value = excluded.value;
    UPDATE meta SET rights = rights + 1;
END
$$
"""

LET_GO = """
CREATE FUNCTION teahouse_let_go_4(p_room bigint, p_first bigint, p_last bigint)
RETURNS text[]
LANGUAGE plpgsql VOLATILE
SET enable_seqscan = off
AS $$
DECLARE
    v_files text[];
BEGIN
    DELETE FROM folded WHERE room = p_room AND seq BETWEEN p_first AND p_last;
    DELETE FROM reactions WHERE room = p_room AND seq BETWEEN p_first AND p_last;
    DELETE FROM votes WHERE room = p_room AND seq BETWEEN p_first AND p_last;
    DELETE FROM pins WHERE room = p_room AND seq BETWEEN p_first AND p_last;
    DELETE FROM calls WHERE room = p_room AND seq BETWEEN p_first AND p_last;
    DELETE FROM searched WHERE room = p_room AND seq BETWEEN p_first AND p_last;
    DELETE FROM held WHERE room = p_room AND seq BETWEEN p_first AND p_last;
    WITH gone AS (DELETE FROM files WHERE room = p_room AND seq BETWEEN p_first AND p_last RETURNING id)
    SELECT array_agg(id) INTO v_files FROM gone;
    RETURN coalesce(v_files, '{}');
END
$$
"""

EXPIRE = """
CREATE FUNCTION teahouse_expire_4(
    p_room bigint, p_before bigint, p_limit int, OUT o_first bigint, OUT o_files text[], OUT o_more boolean
)
LANGUAGE plpgsql VOLATILE
SET enable_seqscan = off
AS $$
DECLARE
    v_first bigint;
    v_last bigint;
BEGIN
    o_first := 0;
    o_files := '{}';
    o_more := false;
    IF NOT pg_try_advisory_xact_lock(132775940) THEN
        RETURN;
    END IF;
    o_first := NULL;
    SELECT first_seq INTO v_first FROM rooms WHERE id = p_room AND kind <> 'gone' FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    -- The oldest ones, as far as none of them is younger.
    SELECT coalesce(max(seq) FILTER (WHERE old), v_first - 1) INTO v_last FROM (
        SELECT seq, bool_and(at < p_before) OVER (ORDER BY seq) AS old FROM (
            SELECT seq, at FROM events WHERE room = p_room AND seq >= v_first ORDER BY seq LIMIT p_limit
        ) AS oldest
    ) AS looked;
    IF v_last >= v_first THEN
        o_files := teahouse_let_go_4(p_room, v_first, v_last);
        UPDATE events SET body = NULL, mentions = NULL, extras = NULL
        WHERE room = p_room AND seq BETWEEN v_first AND v_last
            AND NOT (body IS NULL AND mentions IS NULL AND extras IS NULL);
        UPDATE events SET body = NULL, mentions = NULL, extras = NULL
        WHERE room = p_room AND target BETWEEN v_first AND v_last
            AND kind IN ('message.edited', 'message.previewed');
        UPDATE rooms SET first_seq = v_last + 1 WHERE id = p_room;
        UPDATE reads SET seq = v_last WHERE room = p_room AND seq < v_last;
    END IF;
    o_first := v_last + 1;
    o_more := o_first - v_first = p_limit;
    IF NOT o_more AND v_last >= v_first THEN
        UPDATE meta SET listing = listing + 1;
    END IF;
END
$$
"""

PRUNE = """
CREATE FUNCTION teahouse_prune_4(p_room bigint, p_before bigint, p_limit int)
RETURNS int
LANGUAGE plpgsql VOLATILE
SET enable_seqscan = off
AS $$
DECLARE
    v_first bigint;
    v_seqs bigint[];
BEGIN
    SELECT first_seq INTO v_first FROM rooms WHERE id = p_room FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    SELECT array_agg(seq) FILTER (WHERE old) INTO v_seqs FROM (
        SELECT seq, bool_and(at < p_before) OVER (ORDER BY seq) AS old FROM (
            SELECT seq, at FROM events WHERE room = p_room AND seq < v_first ORDER BY seq LIMIT p_limit
        ) AS oldest
    ) AS looked;
    DELETE FROM events WHERE room = p_room AND seq = ANY (v_seqs);
    RETURN coalesce(cardinality(v_seqs), 0);
END
$$
"""

DROP = """
CREATE FUNCTION teahouse_drop_room_4(p_room bigint)
RETURNS text
LANGUAGE plpgsql VOLATILE
SET enable_seqscan = off
AS $$
DECLARE
    v_kind text;
BEGIN
    SELECT kind INTO v_kind FROM rooms WHERE id = p_room FOR NO KEY UPDATE;
    IF v_kind IS NULL OR v_kind <> 'room' OR p_room = 1 THEN
        RETURN v_kind;
    END IF;
    UPDATE rooms
    SET kind = 'gone', name = 'gone-' || id, name_key = NULL, title = '', topic = '', access = 'private',
        archived = 1, owner = NULL, message_count = 0
    WHERE id = p_room;
    DELETE FROM members WHERE room = p_room;
    DELETE FROM links WHERE room = p_room;
    DELETE FROM sanctions WHERE room = p_room;
    DELETE FROM reports WHERE room = p_room;
    DELETE FROM held WHERE room = p_room;
    DELETE FROM reads WHERE room = p_room;
    UPDATE meta SET listing = listing + 1, rights = rights + 1;
    RETURN 'dropped';
END
$$
"""

CLEAR = """
CREATE FUNCTION teahouse_clear_room_4(
    p_room bigint, p_limit int, OUT o_first bigint, OUT o_files text[], OUT o_more boolean
)
LANGUAGE plpgsql VOLATILE
SET enable_seqscan = off
AS $$
DECLARE
    v_first bigint;
BEGIN
    o_first := 0;
    o_files := '{}';
    o_more := false;
    IF NOT pg_try_advisory_xact_lock(132775940) THEN
        RETURN;
    END IF;
    PERFORM FROM rooms WHERE id = p_room AND kind = 'gone' FOR UPDATE;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    SELECT min(seq) INTO v_first FROM events WHERE room = p_room;
    IF v_first IS NOT NULL THEN
        o_first := v_first + p_limit;
        o_files := teahouse_let_go_4(p_room, v_first, o_first - 1);
        DELETE FROM events WHERE room = p_room AND seq BETWEEN v_first AND o_first - 1;
        o_more := true;
        RETURN;
    END IF;
    -- Whoever marked something as read just before the end.
    DELETE FROM members WHERE room = p_room;
    DELETE FROM reads WHERE room = p_room;
    DELETE FROM links WHERE room = p_room;
    DELETE FROM sanctions WHERE room = p_room;
    DELETE FROM reports WHERE room = p_room;
    DELETE FROM held WHERE room = p_room;
    DELETE FROM rooms WHERE id = p_room;
END
$$
"""

FUNCTIONS: tuple[str, ...] = (PUT, LET_GO, EXPIRE, PRUNE, DROP, CLEAR)
