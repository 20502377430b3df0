"""PostgreSQL's functions of version 0004 for who goes. Every write is one call; see `functions_0002`."""

from __future__ import annotations

UNNAME = """
CREATE FUNCTION teahouse_unname_4(p_person bigint, p_room bigint, p_seqs bigint[])
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    UPDATE events SET
        sender_name = CASE WHEN sender = p_person THEN '—' ELSE sender_name END,
        to_name = CASE WHEN to_id = p_person THEN '—' ELSE to_name END,
        extras = CASE WHEN kind IN ('member.added', 'member.removed') AND extras IS NOT NULL THEN
            CASE WHEN (extras::json #>> '{member,id}')::bigint = p_person
                THEN jsonb_set(extras::jsonb, '{member,name}', '"—"')::text ELSE extras END
            ELSE extras END
    WHERE room = p_room AND seq = ANY (p_seqs);
END
$$
"""

# The sessions are revoked as they are found here, so that one made meanwhile is not forgotten.
ERASE = """
CREATE FUNCTION teahouse_erase_4(p_person bigint, p_now bigint, p_revoked_for bigint)
RETURNS boolean
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    UPDATE people SET name = '—', name_key = NULL, away = 0, status = '', role = 'guest' WHERE id = p_person;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    WITH ended AS (DELETE FROM sessions WHERE person = p_person RETURNING token_hash)
    INSERT INTO revocations (session, at) SELECT token_hash, p_now FROM ended
    ON CONFLICT (session) DO UPDATE SET at = excluded.at;
    DELETE FROM revocations WHERE at < p_now - p_revoked_for;
    DELETE FROM credentials WHERE person = p_person;
    DELETE FROM emails WHERE person = p_person;
    DELETE FROM links WHERE person = p_person OR made_by = p_person;
    DELETE FROM pushes WHERE person = p_person;
    DELETE FROM ignores WHERE person = p_person OR ignored = p_person;
    DELETE FROM reads WHERE person = p_person;
    DELETE FROM calls WHERE person = p_person;
    DELETE FROM members WHERE person = p_person AND room IN (SELECT id FROM rooms WHERE kind = 'room');
    DELETE FROM files WHERE owner = p_person;
    UPDATE meta SET rights = rights + 1, listing = listing + 1;
    RETURN true;
END
$$
"""

FUNCTIONS = (UNNAME, ERASE)
