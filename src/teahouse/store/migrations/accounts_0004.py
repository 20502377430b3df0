"""PostgreSQL's functions of version 0004 for what signs people in. Every write is one call; see `functions_0002`.

A call whose answer was lost comes again: what it made is known by a session's hash or an
id that was drawn before.
"""

from __future__ import annotations

# As in 0002, but the name of an account is never free. Its callers there stay as they are.
TAKE_NAME = """
CREATE OR REPLACE FUNCTION teahouse_take_name(
    p_key text, p_seen_after bigint, p_classic_after bigint, p_taker bigint
)
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
    IF v_holder.role NOT IN ('guest', 'classic') THEN
        RETURN false;
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

END_SESSIONS = """
CREATE FUNCTION teahouse_end_sessions_4(p_sessions bytea[], p_now bigint, p_kept bigint)
RETURNS bytea[]
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    v_now bigint := (extract(epoch FROM clock_timestamp()) * 1000)::bigint;
    v_ended bytea[];
BEGIN
    -- In one order on all nodes, so that none waits for another in a circle.
    PERFORM FROM sessions WHERE token_hash = ANY (p_sessions) ORDER BY token_hash FOR UPDATE;
    WITH gone AS (DELETE FROM sessions WHERE token_hash = ANY (p_sessions) RETURNING token_hash)
    SELECT array_agg(token_hash) INTO v_ended FROM gone;
    IF v_ended IS NOT NULL THEN
        -- By the database's clock where that is ahead: the nodes' may differ.
        INSERT INTO revocations (session, at) SELECT session, greatest(p_now, v_now) FROM unnest(v_ended) AS e (session)
        ON CONFLICT (session) DO NOTHING;
        DELETE FROM revocations WHERE at < v_now - p_kept;
    END IF;
    RETURN coalesce(v_ended, '{}');
END
$$
"""

ADD_SESSION = """
CREATE FUNCTION teahouse_add_session_4(
    p_person bigint, p_token bytea, p_handle text, p_kind text, p_label text, p_expires bigint,
    p_ended bytea, p_now bigint, p_kept bigint
)
RETURNS boolean
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM people WHERE id = p_person) THEN
        RETURN false;
    END IF;
    INSERT INTO sessions (token_hash, person, created_at, last_seen, handle, label, kind, expires_at)
    VALUES (p_token, p_person, p_now, p_now, p_handle, p_label, p_kind, p_expires)
    ON CONFLICT (token_hash) DO NOTHING;
    IF p_ended IS NOT NULL THEN
        PERFORM teahouse_end_sessions_4(ARRAY[p_ended], p_now, p_kept);
    END IF;
    RETURN true;
END
$$
"""

ADD_PERSON = """
CREATE FUNCTION teahouse_add_person_4(
    p_id bigint, p_name text, p_key text, p_role text, p_token bytea, p_handle text, p_label text,
    p_expires bigint, p_now bigint, p_seen_after bigint, p_classic_after bigint
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
        PERFORM teahouse_add_session_4(p_id, p_token, p_handle, 'page', p_label, p_expires, NULL, p_now, 0);
    END IF;
    RETURN true;
END
$$
"""

SEEN = """
CREATE FUNCTION teahouse_seen_4(p_people bigint[], p_now bigint)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    PERFORM FROM people WHERE id = ANY (p_people) AND last_seen < p_now ORDER BY id FOR NO KEY UPDATE;
    UPDATE people SET last_seen = p_now WHERE id = ANY (p_people) AND last_seen < p_now;
END
$$
"""

SEEN_SESSIONS = """
CREATE FUNCTION teahouse_seen_sessions_4(p_sessions bytea[], p_now bigint)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    PERFORM FROM sessions WHERE token_hash = ANY (p_sessions) AND last_seen < p_now ORDER BY token_hash
        FOR NO KEY UPDATE;
    UPDATE sessions SET last_seen = p_now WHERE token_hash = ANY (p_sessions) AND last_seen < p_now;
END
$$
"""

PUT_CREDENTIAL = """
CREATE FUNCTION teahouse_put_credential_4(
    p_person bigint, p_kind text, p_subject text, p_secret text, p_label text, p_now bigint,
    OUT o_id bigint, OUT o_holder bigint
)
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM people WHERE id = p_person) THEN
        RETURN;
    END IF;
    INSERT INTO credentials (person, kind, subject, secret, label, created_at)
    VALUES (p_person, p_kind, p_subject, p_secret, p_label, p_now)
    ON CONFLICT (kind, subject) DO UPDATE SET secret = excluded.secret, label = excluded.label
        WHERE credentials.person = excluded.person;
    SELECT id, person INTO o_id, o_holder FROM credentials WHERE kind = p_kind AND subject = p_subject;
END
$$
"""

MAKE_ACCOUNT = """
CREATE FUNCTION teahouse_make_account_4(
    p_person bigint, p_name_key text, p_secret text, p_token bytea, p_handle text, p_kind text, p_label text,
    p_expires bigint, p_ended bytea, p_now bigint, p_kept bigint
)
RETURNS text
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    v_role text;
    v_key text;
BEGIN
    SELECT role, name_key INTO v_role, v_key FROM people WHERE id = p_person FOR UPDATE;
    IF NOT FOUND THEN
        RETURN 'nobody';
    END IF;
    IF EXISTS (SELECT FROM sessions WHERE token_hash = p_token) THEN
        RETURN 'made';  -- by an earlier attempt, whose answer was lost
    END IF;
    IF v_role <> 'guest' THEN
        RETURN 'no guest';
    END IF;
    IF v_key IS NULL AND EXISTS (SELECT FROM people WHERE name_key = p_name_key) THEN
        RETURN 'taken';
    END IF;
    UPDATE people SET role = 'member', name_key = coalesce(v_key, p_name_key) WHERE id = p_person;
    IF p_secret IS NOT NULL THEN
        PERFORM teahouse_put_credential_4(p_person, 'password', p_person::text, p_secret, '', p_now);
    END IF;
    PERFORM teahouse_add_session_4(p_person, p_token, p_handle, p_kind, p_label, p_expires, p_ended, p_now, p_kept);
    UPDATE meta SET rights = rights + 1;
    RETURN 'made';
END
$$
"""

MAKE_OWNER = """
CREATE FUNCTION teahouse_make_owner_4(
    p_link bytea, p_person bigint, p_known boolean, p_name text, p_key text, p_secret text,
    p_token bytea, p_handle text, p_kind text, p_label text, p_expires bigint, p_ended bytea,
    p_now bigint, p_seen_after bigint, p_classic_after bigint, p_kept bigint
)
RETURNS text
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    -- Of two at once the second waits here, and then sees the owner.
    PERFORM FROM meta FOR UPDATE;
    IF EXISTS (SELECT FROM sessions WHERE token_hash = p_token) THEN
        RETURN 'made';  -- by an earlier attempt, whose answer was lost
    END IF;
    IF EXISTS (SELECT FROM people WHERE role = 'owner') OR NOT EXISTS (
        SELECT FROM links WHERE token_hash = p_link AND kind = 'setup' AND revoked = 0 AND expires_at > p_now
            AND (uses_left IS NULL OR uses_left > 0)
    ) THEN
        RETURN 'refused';
    END IF;
    IF p_known THEN
        IF NOT coalesce(
            teahouse_rename(p_person, p_name, p_key, p_now, p_seen_after, p_classic_after), false
        ) THEN
            RETURN 'taken';
        END IF;
        UPDATE people SET role = 'owner' WHERE id = p_person;
    ELSIF NOT teahouse_add_person_4(
        p_person, p_name, p_key, 'owner', NULL, NULL, '', NULL, p_now, p_seen_after, p_classic_after
    ) THEN
        RETURN 'taken';
    END IF;
    UPDATE links SET uses = uses + 1, uses_left = uses_left - 1 WHERE token_hash = p_link;
    UPDATE links SET revoked = 1 WHERE kind = 'setup';
    PERFORM teahouse_put_credential_4(p_person, 'password', p_person::text, p_secret, '', p_now);
    PERFORM teahouse_add_session_4(p_person, p_token, p_handle, p_kind, p_label, p_expires, p_ended, p_now, p_kept);
    UPDATE meta SET rights = rights + 1;
    RETURN 'made';
END
$$
"""

SET_ROLE = """
CREATE FUNCTION teahouse_set_role_4(p_person bigint, p_role text)
RETURNS boolean
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    UPDATE people SET role = p_role WHERE id = p_person;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    UPDATE meta SET rights = rights + 1;
    RETURN true;
END
$$
"""

SET_EMAIL = """
CREATE FUNCTION teahouse_set_email_4(p_person bigint, p_address text, p_key text)
RETURNS boolean
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    IF p_address IS NULL THEN
        DELETE FROM emails WHERE person = p_person;
        RETURN true;
    END IF;
    IF EXISTS (SELECT FROM emails WHERE address_key = p_key AND person <> p_person) THEN
        RETURN false;
    END IF;
    INSERT INTO emails (person, address, address_key) VALUES (p_person, p_address, p_key)
    ON CONFLICT (person) DO UPDATE SET address = excluded.address, address_key = excluded.address_key;
    RETURN true;
EXCEPTION WHEN unique_violation THEN
    RETURN false;
END
$$
"""

ADD_LINK = """
CREATE FUNCTION teahouse_add_link_4(
    p_token bytea, p_handle text, p_kind text, p_created bigint, p_expires bigint, p_room bigint, p_role text,
    p_person bigint, p_made_by bigint, p_uses_left int, p_uses int
)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    IF p_kind IN ('reset', 'device') THEN
        UPDATE links SET revoked = 1 WHERE kind = p_kind AND person = p_person AND token_hash <> p_token;
    END IF;
    INSERT INTO links
        (token_hash, handle, kind, created_at, expires_at, room, role, person, made_by, uses_left, uses)
    VALUES
        (p_token, p_handle, p_kind, p_created, p_expires, p_room, p_role, p_person, p_made_by, p_uses_left, p_uses)
    ON CONFLICT (token_hash) DO NOTHING;
END
$$
"""

FUNCTIONS: tuple[str, ...] = (
    TAKE_NAME,
    END_SESSIONS,
    ADD_SESSION,
    ADD_PERSON,
    SEEN,
    SEEN_SESSIONS,
    PUT_CREDENTIAL,
    MAKE_ACCOUNT,
    MAKE_OWNER,
    SET_ROLE,
    SET_EMAIL,
    ADD_LINK,
)
