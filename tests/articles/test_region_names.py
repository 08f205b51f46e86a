"""Names of the region that news on the subject has, each in a sentence of its own."""

from __future__ import annotations

import pytest

ENGLISH = """
kitakyushu-airport|Kitakyushu Airport|Families were flown to Kitakyushu Airport in a drill.
itami-airport|Itami Airport|A transport plane landed at Itami Airport by mistake.
kumejima-airport|Kumejima Airport|A helicopter put down at Kumejima Airport after a warning light.
omura-ab|Omura Air Base|Patrol helicopters returned to Omura Air Base.
hachinohe-ab|Hachinohe Air Base|Patrol planes fly from Hachinohe Air Base.
camp-tachikawa|Camp Tachikawa|Trucks lined up at Camp Tachikawa.
camp-kita-kumamoto|Camp Kita-Kumamoto|Engineers left Camp Kita-Kumamoto in the morning.
camp-higashi-chitose|Camp Higashi-Chitose|Tanks went by rail from Camp Higashi-Chitose.
kure-base|Kure Naval Base|Sailors were trained at Kure Naval Base.
isahaya|Isahaya|Fuel was stored near Isahaya for the exercise.
hachioji|Hachioji|Residents of Hachioji hear the transport planes.
ishigaki-port|Port of Ishigaki|A supply ship used the Port of Ishigaki.
hakata-port|Hakata Port|Ferries would reach Hakata Port within a day.
songshan-airport|Songshan Airport|Guests were met at Songshan Airport.
chihhang-ab|Chihhang Air Base|Trainers fly at Chihhang Air Base.
hualien-ab|Hualien Air Base|Fighters moved into shelters near Hualien Air Base.
zuoying-naval-base|Zuoying Naval Base|A submarine was shown at Zuoying Naval Base.
lieyu|Lieyu|The ferry from Lieyu was full.
pengjia|Pengjia Islet|Coast guards sailed round Pengjia Islet.
kaohsiung-port|Port of Kaohsiung|Marines practised at the Port of Kaohsiung.
hengchun|Hengchun|A shell fell off Hengchun.
ningde|Ningde|Amphibious ships left Ningde.
shenyang|Shenyang|A regional command sits in Shenyang.
luqiao-ab|Luqiao Air Base|Drones were counted at Luqiao Air Base.
aparri|Aparri|Troops went ashore at Aparri.
fuga-island|Fuga Island|A plan for Fuga Island was dropped.
sangley-point|Sangley Point|Patrol boats were repaired at Sangley Point.
olongapo|Olongapo|Workers came from Olongapo.
jeju-naval-base|Jeju Naval Base|A warship called at Jeju Naval Base.
gimhae-airport|Gimhae Airport|Tankers were parked at Gimhae Airport.
guam-airport|Guam International Airport|Guam International Airport closed its gates.
peleliu|Peleliu|The old runway on Peleliu was cleared.
chuuk|Chuuk Lagoon|Divers searched Chuuk Lagoon.
eielson-afb|Eielson AFB|Fighters from Eielson AFB joined in.
nas-whidbey-island|NAS Whidbey Island|Jets of NAS Whidbey Island came for half a year.
cannon-afb|Cannon Air Force Base|Crews of Cannon Air Force Base had been grounded.
raaf-amberley|RAAF Base Amberley|Bombers stopped at RAAF Base Amberley.
da-nang|Da Nang|A carrier had called at Da Nang.
kanmon-strait|Kanmon Strait|Tankers wait before the Kanmon Strait.
far-east|Far East|The treaty speaks of the Far East.
"""

JAPANESE = """
kitakyushu-airport|北九州空港|輸送機が北九州空港に着陸した。
fukue-airport|福江空港|訓練は福江空港で行われた。
camp-kurume|久留米駐屯地|部隊は久留米駐屯地を出発した。
camp-sendai|仙台駐屯地|車両は仙台駐屯地から運ばれた。
miyakojima-sub-base|宮古島分屯基地|宮古島分屯基地のレーダーが更新される。
kure-base|呉基地|護衛艦は呉基地に戻った。
saiki-base|佐伯基地|隊員は佐伯基地で研修した。
kurume|久留米市|久留米市が説明を求めた。
omura-city|大村市|大村市の海沿いに燃料を置く。
nakijin|今帰仁村|今帰仁村議会が意見書を可決した。
shibushi|志布志市|志布志市の港が使われた。
ishigaki-port|石垣港|巡視船が石垣港に入った。
hakata-port|博多港|船は博多港に向かった。
taoyuan-airport|桃園空港|旅客機は桃園空港を出た。
hualien-port|花蓮港|花蓮港で訓練が続く。
nangan|南竿島|南竿島のケーブルが切れた。
pingtung-ab|屏東基地|輸送機は屏東基地に集まった。
liuqiu-island|小琉球|小琉球の沖を通った。
haikou|海口市|船団が海口市を出た。
luqiao-ab|路橋基地|無人機が路橋基地に並ぶ。
laoag-airport|ラオアグ国際空港|部隊はラオアグ国際空港に降りた。
aparri|アパリ|アパリの海岸で訓練した。
seosan-ab|瑞山基地|戦闘機が瑞山基地を発った。
incheon-airport|仁川国際空港|要員は仁川国際空港を使う。
saipan-airport|サイパン国際空港|給油機がサイパン国際空港に来た。
peleliu|ペリリュー島|ペリリュー島の滑走路を直した。
nellis-afb|ネリス空軍基地|演習はネリス空軍基地で開かれた。
raaf-amberley|アンバリー空軍基地|給油機はアンバリー空軍基地に寄った。
genkai-sea|玄界灘|玄界灘で訓練した。
shibushi-bay|志布志湾|揚陸訓練は志布志湾であった。
okinawa-trough|沖縄トラフ|調査船が沖縄トラフを調べた。
"""


def split_rows(table: str) -> list[tuple[str, ...]]:
    return [tuple(line.split("|")) for line in table.strip().splitlines()]


@pytest.mark.parametrize(("place", "surface", "text"), split_rows(ENGLISH))
def test_a_name_in_english_is_found_with_what_it_stands_for(name, place, surface, text):
    assert name(text) == [(surface, f"places/{place}")]


@pytest.mark.parametrize(("place", "surface", "text"), split_rows(JAPANESE))
def test_a_name_in_japanese_is_found_with_what_it_stands_for(name, place, surface, text):
    assert (surface, f"places/{place}") in name(text)


@pytest.mark.parametrize(
    "text",
    [
        "Takeo Kamakura said so.",
        "Mr. Karatsu left early.",
        "a soldier named Kenji Baguio",
        "Pat Cairns wrote it.",
        "東西安全保障の枠組み",
        "南西安保の集会",
        "the destroyer Kunming and the destroyer Haikou",
        "USS Peleliu sailed",
        "駆逐艦「昆明」が航行した",
        "脅威海域を避けた",
        "米子さんは語った",
        "消防府中支部",
        "極東国際軍事裁判の記録",
        "the Far East Command of those years",
    ],
)
def test_what_only_looks_like_a_name_of_the_region_is_none(name, text):
    assert name(text) == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("the bay of Omura; Omura Bay", [("Omura Bay", "places/omura-bay")]),
        ("Hualien and its port", [("Hualien", "places/hualien")]),
        (
            "宮古島市の平良港",
            [("宮古島市", "places/miyako-island"), ("平良港", "places/hirara-port")],
        ),
        (
            "鹿児島湾と鹿児島",
            [("鹿児島湾", "places/kagoshima-bay"), ("鹿児島", "places/kagoshima")],
        ),
    ],
)
def test_a_bay_or_port_is_not_the_town_of_its_name(name, text, wanted):
    assert name(text) == wanted
