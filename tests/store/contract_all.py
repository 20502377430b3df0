"""All that every store keeps, in one class."""

from __future__ import annotations

from tests.store.contract_accounts import AccountsContract, LinksContract, SessionsContract
from tests.store.contract_effects import EffectsContract
from tests.store.contract_emails import EmailsContract
from tests.store.contract_erasing import ErasingContract
from tests.store.contract_files import FilesContract, PushesContract
from tests.store.contract_guards import GuardsContract
from tests.store.contract_house import DroppedRoomContract, HouseContract, RetentionContract
from tests.store.contract_keys import KeyContract
from tests.store.contract_log import LogContract
from tests.store.contract_members import MembersContract
from tests.store.contract_order import OrderContract
from tests.store.contract_people import PeopleContract
from tests.store.contract_reads import ReadsContract
from tests.store.contract_restarts import RestartContract
from tests.store.contract_rooms import RoomsContract
from tests.store.contract_search import SearchContract
from tests.store.contract_ways import WaysContract


class StoreContract(
    LogContract,
    KeyContract,
    EffectsContract,
    ErasingContract,
    RoomsContract,
    MembersContract,
    ReadsContract,
    SearchContract,
    PeopleContract,
    AccountsContract,
    WaysContract,
    SessionsContract,
    LinksContract,
    FilesContract,
    PushesContract,
    EmailsContract,
    GuardsContract,
    OrderContract,
    RestartContract,
    HouseContract,
    RetentionContract,
    DroppedRoomContract,
):
    """What a store adapter is tested with."""
