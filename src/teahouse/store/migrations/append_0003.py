"""PostgreSQL's functions of version 0003 that append: a room's batch is one call, with all that its events change.

Only `teahouse_append_3` is called from outside. It takes the room's row first, then the
files of the whole batch in order of id, and the meta row last: whatever else it locks
belongs to the room, so no two batches wait for each other in a circle.
"""

from __future__ import annotations

TERMS = """
CREATE FUNCTION teahouse_terms_3(p_words text, p_room bigint, p_seq bigint, p_public tsvector)
RETURNS tsvector
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    v_message record;
BEGIN
    SELECT sender, visible_to::jsonb AS readers INTO v_message FROM events WHERE room = p_room AND seq = p_seq;
    RETURN p_words::tsvector || CASE WHEN v_message.readers IS NULL THEN p_public ELSE ''::tsvector END
        || array_to_tsvector(
            ARRAY['=r' || p_room, '=u' || v_message.sender]
            || ARRAY(SELECT '=p' || id FROM jsonb_array_elements_text(v_message.readers) AS id)
            || ARRAY(
                SELECT DISTINCT tag FROM files
                CROSS JOIN LATERAL unnest(
                    ARRAY['=hasfile', CASE WHEN files.type LIKE 'image/%' THEN '=hasimage' END]
                ) AS tag
                WHERE files.room = p_room AND files.seq = p_seq AND tag IS NOT NULL
            )
        );
END
$$
"""

EDIT = """
CREATE FUNCTION teahouse_edit_3(
    p_room bigint, p_seq bigint, p_by bigint, p_at bigint, p_words text, p_calls bigint[], p_public tsvector
)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    UPDATE folded SET edit_seq = p_by, edited_at = p_at WHERE room = p_room AND seq = p_seq;
    DELETE FROM calls WHERE room = p_room AND seq = p_seq AND person <> ALL (p_calls);
    INSERT INTO calls (person, room, seq) SELECT person, p_room, p_seq FROM unnest(p_calls) AS person
    ON CONFLICT (room, seq, person) DO NOTHING;
    IF p_words IS NULL THEN
        DELETE FROM searched WHERE room = p_room AND seq = p_seq;
        RETURN;
    END IF;
    INSERT INTO searched (room, seq, at, terms)
    SELECT p_room, p_seq, e.at, teahouse_terms_3(p_words, p_room, p_seq, p_public) FROM events AS e WHERE e.room = p_room AND e.seq = p_seq
    ON CONFLICT (room, seq) DO UPDATE SET terms = excluded.terms;
END
$$
"""

RECALL = """
CREATE FUNCTION teahouse_recall_3(p_room bigint, p_seq bigint, p_at bigint, p_by bigint)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    UPDATE events SET body = NULL, mentions = NULL, extras = NULL WHERE room = p_room AND seq = p_seq;
    UPDATE events SET body = NULL, mentions = NULL, extras = NULL
    WHERE room = p_room AND target = p_seq AND kind IN ('message.edited', 'message.previewed');
    UPDATE folded
    SET edit_seq = NULL, edited_at = NULL, recalled_at = p_at, recalled_by = p_by, closed = 0, previews = NULL
    WHERE room = p_room AND seq = p_seq;
    DELETE FROM reactions WHERE room = p_room AND seq = p_seq;
    DELETE FROM votes WHERE room = p_room AND seq = p_seq;
    DELETE FROM pins WHERE room = p_room AND seq = p_seq;
    DELETE FROM calls WHERE room = p_room AND seq = p_seq;
    DELETE FROM searched WHERE room = p_room AND seq = p_seq;
    DELETE FROM files WHERE room = p_room AND seq = p_seq;
END
$$
"""

EFFECT = """
CREATE FUNCTION teahouse_effect_3(
    p_room bigint, p_target bigint, p_seq bigint, p_at bigint, p_kind text, p_sender bigint, p_extras json
)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    CASE p_kind
    WHEN 'reaction.added' THEN
        INSERT INTO reactions (room, seq, emoji, person, at_seq)
        VALUES (p_room, p_target, p_extras ->> 'emoji', p_sender, p_seq)
        ON CONFLICT (room, seq, emoji, person) DO NOTHING;
    WHEN 'reaction.removed' THEN
        DELETE FROM reactions
        WHERE room = p_room AND seq = p_target AND emoji = p_extras ->> 'emoji' AND person = p_sender;
    WHEN 'message.pinned' THEN
        INSERT INTO pins (room, seq, at_seq) VALUES (p_room, p_target, p_seq) ON CONFLICT (room, seq) DO NOTHING;
    WHEN 'message.unpinned' THEN
        DELETE FROM pins WHERE room = p_room AND seq = p_target;
    WHEN 'poll.voted' THEN
        IF p_extras ->> 'option' IS NULL THEN
            DELETE FROM votes WHERE room = p_room AND seq = p_target AND person = p_sender;
        ELSE
            INSERT INTO votes (room, seq, person, option, at_seq)
            VALUES (p_room, p_target, p_sender, (p_extras ->> 'option')::smallint, p_seq)
            ON CONFLICT (room, seq, person) DO UPDATE SET option = excluded.option, at_seq = excluded.at_seq;
        END IF;
    WHEN 'poll.closed' THEN
        UPDATE folded SET closed = 1 WHERE room = p_room AND seq = p_target;
    WHEN 'message.previewed' THEN
        UPDATE folded
        SET previews = coalesce(left(previews, -1) || ',', '[') || (p_extras -> 'preview')::text || ']'
        WHERE room = p_room AND seq = p_target AND json_typeof(p_extras -> 'preview') = 'object';
    END CASE;
END
$$
"""

APPEND = """
CREATE FUNCTION teahouse_append_3(
    p_room bigint, p_at bigint, p_kinds text[], p_senders bigint[], p_names text[], p_keys bytea[], p_bodies text[],
    p_to_ids bigint[], p_to_names text[], p_mentions text[], p_visible text[], p_hashes bytea[],
    p_targets bigint[], p_extras text[], p_words text[], p_titles text[],
    p_call_places int[], p_calls bigint[], p_file_places int[], p_files text[], p_plain boolean,
    OUT o_head bigint, OUT o_count bigint,
    OUT o_known int[], OUT o_seqs bigint[], OUT o_ats bigint[], OUT o_hashes bytea[],
    OUT o_gone int[], OUT o_lost int[], OUT o_taken int[]
)
LANGUAGE plpgsql VOLATILE
-- A plan that was made for an empty log is kept while it grows: only one by index is right for all of its life.
SET enable_seqscan = off SET enable_bitmapscan = off
AS $$
DECLARE
    v_changes CONSTANT text[] := ARRAY[
        'message.edited', 'message.recalled', 'reaction.added', 'reaction.removed', 'message.pinned',
        'message.unpinned', 'poll.voted', 'poll.closed', 'message.previewed'
    ];
    v_public tsvector;
    v_seqs bigint[];
    v_head bigint;
    v_files text[];
    v_extras json;
    v_listed boolean := false;
BEGIN
    SELECT head, message_count, array_to_tsvector(CASE WHEN kind = 'direct' THEN
        ARRAY(SELECT '=p' || person FROM members WHERE members.room = p_room) ELSE ARRAY['=pub'] END)
    INTO o_head, o_count, v_public FROM rooms WHERE id = p_room FOR NO KEY UPDATE;
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
    v_head := o_head;
    IF p_plain THEN
        -- Nothing of it depends on what is before in it: it is put into each table at once.
        FOR i IN 1 .. cardinality(p_kinds) LOOP
            IF o_known IS NULL OR i <> ALL (o_known) THEN
                v_head := v_head + 1;
                v_seqs[i] := v_head;
                o_count := o_count + (p_visible[i] IS NULL)::int;
            ELSE
                v_seqs[i] := NULL;
            END IF;
        END LOOP;
        INSERT INTO events (
            room, seq, at, kind, sender, sender_name, key, body, to_id, to_name, mentions, visible_to, request_hash,
            target, extras
        )
        SELECT
            p_room, n.seq, p_at, n.kind, n.sender, n.name, n.key, n.body, n.to_id, n.to_name, n.mentions, n.visible,
            n.hash, n.target, n.extras
        FROM unnest(
            v_seqs, p_kinds, p_senders, p_names, p_keys, p_bodies, p_to_ids, p_to_names, p_mentions, p_visible,
            p_hashes, p_targets, p_extras
        ) AS n (
            seq, kind, sender, name, key, body, to_id, to_name, mentions, visible, hash, target, extras
        )
        WHERE n.seq IS NOT NULL;
        INSERT INTO searched (room, seq, at, terms)
        SELECT p_room, n.seq, p_at,
            CASE WHEN n.visible IS NULL THEN n.words::tsvector || v_public ELSE n.words::tsvector END
        FROM unnest(v_seqs, p_words, p_visible) AS n (seq, words, visible)
        WHERE n.seq IS NOT NULL AND n.words IS NOT NULL;
        IF cardinality(p_calls) > 0 THEN
            INSERT INTO calls (person, room, seq)
            SELECT c.person, p_room, v_seqs[c.place] FROM unnest(p_call_places, p_calls) AS c (place, person)
            WHERE v_seqs[c.place] IS NOT NULL;
        END IF;
        UPDATE rooms SET head = v_head, message_count = o_count WHERE id = p_room AND head < v_head;
        RETURN;
    END IF;
    PERFORM FROM files WHERE id = ANY (p_files) AND room IS NULL ORDER BY id FOR UPDATE;
    FOR i IN 1 .. cardinality(p_kinds) LOOP
        CONTINUE WHEN i = ANY (o_known);
        IF p_kinds[i] = ANY (v_changes) THEN
            PERFORM FROM events AS e
            WHERE e.room = p_room AND e.seq = p_targets[i] AND e.kind = 'message.created' AND NOT EXISTS (
                SELECT FROM folded AS f WHERE f.room = e.room AND f.seq = e.seq AND f.recalled_at IS NOT NULL
            );
            IF NOT FOUND THEN
                o_gone := o_gone || i;
                CONTINUE;
            END IF;
        END IF;
        IF p_titles[i] IS NOT NULL THEN
            IF EXISTS (SELECT FROM rooms WHERE name_key = p_titles[i] AND id <> p_room) THEN
                o_taken := o_taken || i;
                CONTINUE;
            END IF;
        ELSIF i = ANY (p_file_places) THEN
            v_files := ARRAY(
                SELECT DISTINCT f.file FROM unnest(p_file_places, p_files) AS f (place, file) WHERE f.place = i
            );
            UPDATE files
            SET room = p_room, seq = CASE WHEN p_kinds[i] = 'message.created' THEN v_head + 1 ELSE p_targets[i] END
            WHERE id = ANY (v_files) AND owner = p_senders[i] AND files.room IS NULL AND cardinality(v_files) = (
                SELECT count(*) FROM files AS f
                WHERE f.id = ANY (v_files) AND f.owner = p_senders[i] AND f.room IS NULL
            );
            IF NOT FOUND THEN
                o_lost := o_lost || i;
                CONTINUE;
            END IF;
        END IF;
        v_head := v_head + 1;
        INSERT INTO events (
            room, seq, at, kind, sender, sender_name, key, body, to_id, to_name, mentions, visible_to, request_hash,
            target, extras
        ) VALUES (
            p_room, v_head, p_at, p_kinds[i], p_senders[i], p_names[i], p_keys[i], p_bodies[i], p_to_ids[i],
            p_to_names[i], p_mentions[i], p_visible[i], p_hashes[i], p_targets[i], p_extras[i]
        );
        IF p_kinds[i] = ANY (v_changes) THEN
            INSERT INTO folded (room, seq) VALUES (p_room, p_targets[i]) ON CONFLICT (room, seq) DO NOTHING;
        END IF;
        CASE
        WHEN p_kinds[i] = 'message.created' THEN
            INSERT INTO searched (room, seq, at, terms)
            SELECT p_room, v_head, p_at, p_words[i]::tsvector
                || CASE WHEN p_visible[i] IS NULL THEN v_public ELSE ''::tsvector END
            WHERE p_words[i] IS NOT NULL;
            INSERT INTO calls (person, room, seq)
            SELECT c.person, p_room, v_head FROM unnest(p_call_places, p_calls) AS c (place, person)
            WHERE c.place = i;
            o_count := o_count + (p_visible[i] IS NULL)::int;
        WHEN p_kinds[i] = 'message.edited' THEN
            PERFORM teahouse_edit_3(p_room, p_targets[i], v_head, p_at, p_words[i], ARRAY(
                SELECT c.person FROM unnest(p_call_places, p_calls) AS c (place, person) WHERE c.place = i
            ), v_public);
        WHEN p_kinds[i] = 'message.recalled' THEN
            PERFORM teahouse_recall_3(p_room, p_targets[i], p_at, p_senders[i]);
        WHEN p_kinds[i] = ANY (v_changes) THEN
            PERFORM teahouse_effect_3(
                p_room, p_targets[i], v_head, p_at, p_kinds[i], p_senders[i], p_extras[i]::json
            );
        WHEN p_kinds[i] = 'room.changed' THEN
            v_extras := p_extras[i]::json;
            UPDATE rooms
            SET title = coalesce(v_extras ->> 'title', title), name_key = coalesce(p_titles[i], name_key),
                topic = coalesce(v_extras ->> 'topic', topic),
                archived = coalesce((v_extras ->> 'archived')::boolean::int, archived),
                read_only = coalesce((v_extras ->> 'read_only')::boolean::int, read_only)
            WHERE id = p_room;
            v_listed := true;
        ELSE
            NULL;
        END CASE;
    END LOOP;
    UPDATE rooms SET head = v_head, message_count = o_count WHERE id = p_room AND head < v_head;
    IF v_listed THEN
        UPDATE meta SET listing = listing + 1;
    END IF;
END
$$
"""

FUNCTIONS = (TERMS, EDIT, RECALL, EFFECT, APPEND)
