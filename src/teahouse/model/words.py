"""Generated names: what a visitor is called until choosing otherwise."""

from __future__ import annotations

from random import Random
from typing import Final

_EN_FIRST: Final = (
    "Amber Anise Autumn Bamboo Bergamot Birch Blossom Breeze Camellia Candle Cardamom Cedar Ceylon "
    "Cinnamon Citron Clay Clover Cloud Copper Dawn Dew Drizzle Dusk Ember Fennel Fern Ginger Ginkgo Hazel Heather "
    "Hibiscus Honey Indigo Ivory Jade Jasmine Juniper Kettle Lantern Lavender Lemon Linden Lotus Magnolia Maple "
    "Marigold Matcha Meadow Mint Misty Mossy Mulberry Nutmeg Oolong Orchard Orchid Osmanthus Paper Pear Peony Pepper "
    "Persimmon Pine Plum Porcelain Quiet Quince River Rooibos Rose Rosemary Russet Saffron Sage Sesame Silver Snow "
    "Spring Steam Sunny Tangerine Teak Thistle Thyme Valley Vanilla Velvet Verbena Violet Walnut Willow Winter Yarrow"
).split()
_EN_SECOND: Final = (
    "Badger Bear Beaver Bee Bunting Butterfly Carp Cat Cicada Cormorant Crane Cricket Cuckoo Deer Dormouse Dove "
    "Dragonfly Duck Egret Falcon Ferret Finch Firefly Fox Frog Gecko Goose Grebe Hare Hedgehog Heron Ibis Jay "
    "Kite Koi Lark Leopard Linnet Lynx Magpie Mantis Marten Moth Mouse Newt Nuthatch Oriole Osprey Otter "
    "Owl Panda Partridge Pheasant Pigeon Plover Pony Quail Rabbit Raven Robin Sandpiper Seal Shrew Snail "
    "Snipe Sparrow Squirrel Starling Stork Swallow Swan Swift Tanager Teal Thrush Tiger Toad Tortoise Trout Turtle "
    "Vole Wagtail Warbler Waxwing Weaver Wolf Wombat Woodcock Wren"
).split()
_ZH_FIRST: Final = (
    "听雨 听风 听泉 听松 听雪 听蝉 听荷 看云 看山 看花 望月 望山 赏梅 赏菊 赏雪 寻梅 寻香 采菊 采茶 采莲 煮茶 煮雪 煮水 "
    "品茗 品香 焚香 抚琴 弹琴 吹笛 下棋 观棋 对弈 读书 写诗 吟诗 临帖 画竹 种竹 种花 种豆 养鹤 养猫 喂鱼 钓鱼 钓雪 泛舟 "
    "摇橹 撑伞 提灯 点灯 踏青 踏雪 登高 远游 夜归 晚归 早起 小憩 闲坐 独坐 对坐 静坐 慢走 慢饮 微醺 半醒 折柳 折枝 拾叶 扫叶 "
    "扫雪 枕石 枕书 漱石 濯足 沐风 临风 披月 追月 数星 候鸟 候潮 归田 守拙 忘言 不语 含笑 温壶 温酒 添水 续杯 换盏 焙火 揉青"
).split()
_ZH_SECOND: Final = (
    "茶客 旅人 书生 画师 琴师 棋手 诗人 词人 隐士 渔夫 樵夫 牧童 船家 掌柜 茶农 花匠 园丁 药师 说书人 过路人 守灯人 "
    "养蜂人 采茶人 制壶人 抄书人 访客 游子 少年 先生 邻居 老友 新友 故人 来客 远客 闲人 散人 雅士 学徒 信使 "
    "白鹤 白鹭 白猫 黑猫 橘猫 花猫 狸猫 小鹿 狐狸 松鼠 刺猬 兔子 锦鲤 燕子 喜鹊 黄鹂 云雀 蜻蜓 蝴蝶 青蛙 乌龟 熊猫 水獭 鸳鸯"
).split()  # fmt: skip


def combinations(language: str) -> int:
    """How many names `propose` has to choose from in that language."""
    first, second, _ = _table(language)
    return len(first) * len(second)


def propose(language: str, random: Random) -> str:
    """A name such as "Jasmine Fox", or 「听雨的茶客」 for a Chinese language tag."""
    first, second, link = _table(language)
    return random.choice(first) + link + random.choice(second)


def propose_numbered(language: str, random: Random) -> str:
    """A name with a number behind, for when several plain ones were taken."""
    space = "" if _is_chinese(language) else " "
    return f"{propose(language, random)}{space}{random.randrange(2, 10_000)}"


def _table(language: str) -> tuple[list[str], list[str], str]:
    if _is_chinese(language):
        return _ZH_FIRST, _ZH_SECOND, "的"
    return _EN_FIRST, _EN_SECOND, " "


def _is_chinese(language: str) -> bool:
    return language.lower().replace("_", "-").split("-")[0] == "zh"
