"""PostgreSQL's append of version 0005: what the sender may do is looked at once more, under the room's lock."""

from __future__ import annotations

from teahouse.store.migrations import rooms_0004
from teahouse.store.migrations.rooms_0004 import instead

_BARRED = """    -- What was asked of the sender before may be otherwise by now: whoever changes it waits for the room too.
    IF cardinality(p_guarded) > 0 THEN
        SELECT array_agg(g.place) INTO o_barred
        FROM unnest(p_guarded) AS g (place)
        WHERE (o_known IS NULL OR g.place <> ALL (o_known)) AND NOT EXISTS (
            SELECT FROM members WHERE members.room = p_room AND members.person = p_senders[g.place]
        );
    END IF;
    IF cardinality(p_slow) > 0 THEN
        SELECT array_agg(s.place), array_agg(coalesce(spoken.at, p_at)) INTO o_soon, o_soon_ats
        FROM unnest(p_slow, p_silent) AS s (place, seq)
        CROSS JOIN LATERAL (
            SELECT max(e.at) AS at FROM events AS e
            WHERE e.room = p_room AND e.seq > s.seq AND e.sender = p_senders[s.place] AND e.kind = 'message.created'
        ) AS spoken
        WHERE (o_known IS NULL OR s.place <> ALL (o_known)) AND (spoken.at IS NOT NULL OR EXISTS (
            SELECT FROM unnest(p_slow) AS t (place)
            WHERE t.place < s.place AND p_senders[t.place] = p_senders[s.place]
                AND (o_known IS NULL OR t.place <> ALL (o_known))
        ));
    END IF;
    v_left := coalesce(o_known, '{}') || coalesce(o_barred, '{}') || coalesce(o_soon, '{}');
    v_head := o_head;
    IF p_plain THEN
"""

_GONE = """            IF p_kinds[i] = 'member.removed' THEN
                -- Who is sent out says nothing behind it, in the same batch either.
                o_barred := o_barred || ARRAY(
                    SELECT g.place FROM unnest(p_guarded) AS g (place)
                    WHERE g.place > i AND g.place <> ALL (v_left)
                        AND p_senders[g.place] = coalesce((v_extras -> 'member' ->> 'id')::bigint, p_senders[i])
                );
                v_left := v_left || coalesce(o_barred, '{}');
            END IF;
"""


def _append() -> str:
    """`teahouse_append_4` with the second look."""
    text = rooms_0004.APPEND
    for old, new in (
        ("CREATE FUNCTION teahouse_append_4(", "CREATE FUNCTION teahouse_append_5("),
        (
            "p_files text[], p_plain boolean,\n",
            "p_files text[], p_plain boolean,\n    p_guarded int[], p_slow int[], p_silent bigint[],\n",
        ),
        (
            "OUT o_taken int[]\n",
            "OUT o_taken int[],\n    OUT o_barred int[], OUT o_soon int[], OUT o_soon_ats bigint[]\n",
        ),
        ("    v_key text;\n", "    v_key text;\n    v_left int[];\n"),
        ("    v_head := o_head;\n    IF p_plain THEN\n", _BARRED),
        (
            "            IF o_known IS NULL OR i <> ALL (o_known) THEN\n",
            "            IF i <> ALL (v_left) THEN\n",
        ),
        ("        CONTINUE WHEN i = ANY (o_known);\n", "        CONTINUE WHEN i = ANY (v_left);\n"),
        ("            v_listed := v_listed + 1;\n", "            v_listed := v_listed + 1;\n" + _GONE),
    ):
        text = instead(text, old, new)
    return text


FUNCTIONS: tuple[str, ...] = (_append(),)
