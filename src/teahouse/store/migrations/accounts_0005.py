"""PostgreSQL's functions of version 0005 for accounts. Every write is one call; see `functions_0002`."""

from __future__ import annotations

from teahouse.store.migrations import erasing_0004
from teahouse.store.migrations.rooms_0004 import instead

# Whoever owns the place is made something else by handing it over alone.
SET_ROLE = """
CREATE FUNCTION teahouse_set_role_5(p_person bigint, p_role text)
RETURNS text
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    UPDATE people SET role = p_role WHERE id = p_person AND (role <> 'owner' OR p_role = 'owner');
    IF NOT FOUND THEN
        RETURN CASE WHEN EXISTS (SELECT FROM people WHERE id = p_person) THEN 'owner' ELSE 'nobody' END;
    END IF;
    UPDATE meta SET rights = rights + 1;
    RETURN 'done';
END
$$
"""

GIVE_HOUSE = """
CREATE FUNCTION teahouse_give_house_5(p_owner bigint, p_person bigint)
RETURNS boolean
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    -- Of two at once the second waits here, and then sees that it is no owner any more.
    PERFORM FROM people WHERE id IN (p_owner, p_person) ORDER BY id FOR UPDATE;
    IF EXISTS (SELECT FROM people WHERE id = p_person AND role = 'owner')
        AND EXISTS (SELECT FROM people WHERE id = p_owner AND role = 'admin') THEN
        RETURN true;  -- by an earlier attempt, whose answer was lost
    END IF;
    IF NOT EXISTS (SELECT FROM people WHERE id = p_owner AND role = 'owner') THEN
        RETURN false;
    END IF;
    UPDATE people SET role = 'owner' WHERE id = p_person AND role IN ('member', 'moderator', 'admin');
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    UPDATE people SET role = 'admin' WHERE id = p_owner;
    UPDATE meta SET rights = rights + 1;
    RETURN true;
END
$$
"""

CLAIM_EMAIL = """
CREATE FUNCTION teahouse_claim_email_5(p_person bigint, p_address text, p_key text)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    UPDATE links SET revoked = 1 WHERE kind = 'email' AND person = p_person;
    DELETE FROM emails WHERE person = p_person AND (p_address IS NULL OR confirmed = 0);
    IF p_address IS NULL OR EXISTS (SELECT FROM emails WHERE person = p_person AND address_key = p_key) THEN
        DELETE FROM email_claims WHERE person = p_person;
        RETURN;
    END IF;
    INSERT INTO email_claims (person, address, address_key) VALUES (p_person, p_address, p_key)
    ON CONFLICT (person) DO UPDATE
    SET address = excluded.address, address_key = excluded.address_key, token_hash = NULL;
END
$$
"""

ASK_EMAIL = """
CREATE FUNCTION teahouse_ask_email_5(p_person bigint, p_key text, p_token bytea)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    UPDATE links SET revoked = 1 WHERE kind = 'email' AND person = p_person AND token_hash <> p_token;
    UPDATE email_claims SET token_hash = p_token WHERE person = p_person AND address_key = p_key;
END
$$
"""

CONFIRM_EMAIL = """
CREATE FUNCTION teahouse_confirm_email_5(p_token bytea, p_now bigint)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    v_claim record;
BEGIN
    SELECT c.person, c.address, c.address_key INTO v_claim
    FROM links AS l JOIN email_claims AS c ON c.person = l.person AND c.token_hash = l.token_hash
    WHERE l.token_hash = p_token AND l.kind = 'email' AND l.revoked = 0 AND l.expires_at > p_now AND l.uses_left > 0
    FOR UPDATE;
    IF NOT FOUND OR EXISTS (
        SELECT FROM emails WHERE address_key = v_claim.address_key AND person <> v_claim.person AND confirmed = 1
    ) THEN
        RETURN NULL;
    END IF;
    UPDATE links SET uses = uses + 1, uses_left = uses_left - 1 WHERE token_hash = p_token;
    DELETE FROM email_claims WHERE person = v_claim.person;
    DELETE FROM emails WHERE address_key = v_claim.address_key AND person <> v_claim.person;
    INSERT INTO emails (person, address, address_key, confirmed)
    VALUES (v_claim.person, v_claim.address, v_claim.address_key, 1)
    ON CONFLICT (person) DO UPDATE
    SET address = excluded.address, address_key = excluded.address_key, confirmed = 1;
    RETURN v_claim.person;
EXCEPTION WHEN unique_violation THEN
    RETURN NULL;  -- somebody else confirmed it in the same moment
END
$$
"""

ERASE = instead(
    instead(erasing_0004.ERASE, "teahouse_erase_4", "teahouse_erase_5"),
    "    DELETE FROM emails WHERE person = p_person;\n",
    "    DELETE FROM emails WHERE person = p_person;\n    DELETE FROM email_claims WHERE person = p_person;\n",
)

FUNCTIONS: tuple[str, ...] = (SET_ROLE, GIVE_HOUSE, CLAIM_EMAIL, ASK_EMAIL, CONFIRM_EMAIL, ERASE)
