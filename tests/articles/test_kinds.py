"""What is a place and what is not, by the words beside it: kinds of sentences, theirs and ours.

Each row is a sentence written for the tests and what it names, in its order. Together they
stand for the cases text-n-korea, text-first-name, text-street, text-us-pronoun and text-list.
"""

from __future__ import annotations

import pytest

from geoposture.articles.gazetteer import make_gazetteer
from geoposture.articles.mentions import find_names
from geoposture.articles.normal import normalize

NAMED = [
    (
        "N. Korea fired; S. Korea and Japan put troops on alert.",
        "places/north-korea; places/south-korea; places/japan",
    ),
    (
        "Warships crossed the E. China Sea and the S. China Sea.",
        "east_china_sea/east-china-sea; places/south-china-sea",
    ),
    ("The N Korean and S Korean envoys met in W. Japan.", ""),
    ("John S. Jordan spoke at Camp Hansen.", "us_bases/camp-hansen"),
    (
        "Jordan Smith, a Marine at Camp Hansen, spoke. Cpl. Sydney Cole agreed.",
        "us_bases/camp-hansen",
    ),
    ("Sydney Brown, 34, of Okinawa, said the base was loud.", "places/okinawa-prefecture"),
    ("Pvt. Israel Santos said.", ""),
    ("Yamaguchi said the noise was worse. Miyazaki, 56, agreed.", ""),
    ("Mr. Nagano lives there.", ""),
    ("Keiko Ishikawa told reporters.", ""),
    ("Marines met at a shop on Kadena Street, off Okinawa Avenue.", ""),
    ("They flew to Tokyo Tower and the Okinawa Zoo.", ""),
    ("Naha Road runs by Kyoto University Hospital.", ""),
    ("The Republic of China sent ships.", "places/taiwan"),
    ("The People's Republic of China sent ships.", "places/china"),
    (
        "Troops from Washington state arrived; Washington agreed.",
        "places/washington-state; places/washington",
    ),
    ("He grew up in the state of Washington.", "places/washington-state"),
    (
        "The Nago city council voted; the Ginowan mayor and the Kadena town assembly protested.",
        "places/nago; places/ginowan; places/kadena-town",
    ),
    ("KADENA, Japan — Marines arrived at the base.", "places/kadena-town; places/japan"),
    ("Kadena Mayor spoke to Marines.", "places/kadena-town"),
    ("Residents of Yokosuka protested against the carrier.", "places/yokosuka"),
    (
        "Ie Shima lies west of Okinawa. Iejima has a village and 4,000 people.",
        "japan_archipelago/iejima; places/okinawa-prefecture; japan_archipelago/iejima",
    ),
    ("Marines landed at the Ie Shima airfield.", "us_bases/ie-jima-auxiliary-airfield"),
    ("They bombed Tori Shima Range near Torishima.", "us_bases/tori-shima-range"),
    ("The JGSDF held drills at Camp Fuji.", "places/jgsdf-camp-fuji"),
    ("Marines trained at Camp Fuji.", "us_bases/camp-fuji"),
    ("Marine Corps Air Station (MCAS) Iwakuni is busy.", "us_bases/mcas-iwakuni"),
    ("Naval Air Facility (NAF) Atsugi and (NAF) Atsugi.",
     "us_bases/naf-atsugi; us_bases/naf-atsugi"),
    ("Naval Air Facility (ABC) Atsugi is no name.", "places/atsugi-city"),
    ("The Yonaguni garrison is to expand.", "places/camp-yonaguni"),
    ("The Ground Self-Defense Force's Camp Fuji is large.", "places/jgsdf-camp-fuji"),
    (
        "The carrier Shandong sailed; the Shandong turned back. The destroyers Nanjing and Xian followed; the Nanjing stopped.",
        "",
    ),
    (
        "The assault ship America and the USS Tripoli sailed. The America is large. Tripoli sailed on.",
        "",
    ),
    ("LET US GO HOME, OKINAWA RESIDENTS TELL TOKYO", "places/okinawa-prefecture; places/tokyo"),
    ("US TROOPS LEAVE OKINAWA", "places/united-states; places/okinawa-prefecture"),
    ("GIVE US BACK OUR LAND, SAYS NAHA", "places/naha"),
    (
        "Kadena, Futenma and Hansen are home to Marines.",
        "us_bases/kadena-ab; us_bases/mcas-futenma; us_bases/camp-hansen",
    ),
    (
        "Bases such as Foster, Kinser and Kadena are crowded with Marines.",
        "us_bases/camp-zukeran; us_bases/makiminato-service-area; us_bases/kadena-ab",
    ),
    (
        "the Indo-Pacific region and the Okinawa region, waters off Taiwan",
        "places/indo-pacific; places/okinawa-prefecture; places/taiwan",
    ),
    (
        "Kadena base, Miyako islands, Yamaguchi Prefecture, Kadena town, the Okinawa area",
        "us_bases/kadena-ab; places/miyako-islands; places/yamaguchi-prefecture; places/kadena-town; places/okinawa-prefecture",
    ),
    ("山口さんは岩国市で話した。宮崎氏も。", "places/iwakuni"),
    ("石川県の石川知事が沖縄を訪問。", "places/ishikawa-prefecture; places/okinawa-prefecture"),
    (
        "福島瑞穂氏は千葉県で、山口那津男代表は東京で演説した。",
        "places/chiba-prefecture; places/tokyo",
    ),
    ("長崎大教授は佐世保で講演した。", "us_bases/sasebo-naval-base"),
    ("嘉手納町議会と宜野湾市長が抗議した。", "places/kadena-town; places/ginowan"),
    (
        "北朝鮮と韓国、中国とロシア",
        "places/north-korea; places/south-korea; places/china; places/russia",
    ),
    (
        "伊江島の村民と伊江島補助飛行場",
        "japan_archipelago/iejima; us_bases/ie-jima-auxiliary-airfield",
    ),
    ("陸上自衛隊の富士駐屯地", "places/jgsdf-camp-fuji"),
    ("The village of Kitadaito lies on Kitadaito.", "places/kitadaito-village; places/kitadaito"),
    ("Airlines of Japan fly.", "places/japan"),
    (
        "Nagasaki, Saga and Kagoshima prefectures agreed.",
        "places/nagasaki-prefecture; places/saga-prefecture; places/kagoshima-prefecture",
    ),
    ("The Okinawa Defense Bureau and the Naha District Court agreed.", ""),
    ("Parents of Futenma No. 2 Elementary School met in Naha. Court is out.", "places/naha"),
    ("Mayor Hajime Naha left Naha.", "places/naha"),
    ("The China Coast Guard ships left.", "places/china"),
    ("The Fujian authorities closed a zone; the Fujian officials left.",
     "places/fujian; places/fujian"),
    ("Onna and Ginoza villages protested.", "places/onna; places/ginoza"),
    ("Onna Village is green. A bus left Onna.", "places/onna; places/onna"),
    ("Kin is family. Ayase and Yamato sing.", ""),
    ("the town of Kin and the city of Wako", "places/kin-town; places/wako"),
    ("Planes left Ayase and Yamato in Kanagawa Prefecture.",
     "places/ayase-city; places/yamato-city; places/kanagawa-prefecture"),
    ("Wells at Kadena and at Camp Hansen were closed.", "us_bases/kadena-ab; us_bases/camp-hansen"),
    ("The USS Abel Brown Guam left Palau.", "places/palau"),
    ("Mount Taiwan a defense. They saw Mount Taiwan.", "places/taiwan"),
    ("Japan Kaigi said so.", "places/japan"),
    ("Tsuken Island is small.", "japan_archipelago/tsukenjima"),
    ("【嘉手納】嘉手納の騒音。", "places/kadena-town; us_bases/kadena-ab"),
    ("【台北=石川陽平】石川県で話した。", "places/taipei; places/ishikawa-prefecture"),
    ("沖縄防衛局と那覇地裁、沖縄署、沖縄国際大学", ""),
    ("沖縄の大学と中国人大学生", "places/okinawa-prefecture; places/china"),
    ("石垣健市長と福島隆町長、石垣市長", "places/ishigaki"),
    ("石垣健一市長は新しいタイプの車で帰った。", ""),
    ("「福建」の港を空母「遼寧」が出た。", "places/fujian"),
    ("石垣新市長が那覇で", "places/ishigaki; places/naha"),
    ("空母「遼寧」と「福建」が福建省を出た。", "places/fujian"),
    ("「福建」の名を空母に付けた。", "places/fujian"),
    ("福岡、熊本、大分の3県と千歳、小松両基地",
     "places/fukuoka-prefecture; places/kumamoto-prefecture; places/oita-prefecture; "
     "places/chitose-ab; places/komatsu"),
    ("11日朝と14日中に、日台漁業協定を協議した。", "places/japan; places/taiwan"),
    ("米空母と米掃海艇、豪空軍", "places/united-states; places/united-states; places/australia"),
]  # fmt: skip
JAPANESE_TAILS = [
    ("屏東県で撃った。", "屏東県"),
    ("カガヤン州の港", "カガヤン州"),
    ("サンディエゴ市民が", "サンディエゴ"),
    ("台北市場", "台北"),
]
UNKNOWN = [
    ("They met in Zzyzx Harbor on Monday.", "Zzyzx Harbor"),
    ("Troops moved from Velden to Karstow and on to Mirrow.", "Velden;Karstow;Mirrow"),
    ("The unit is based at Fort Quillan, near Lake Orrin.", "Fort Quillan;Lake Orrin"),
    ("BRANDOW, Japan (AP) — The mayor spoke.", "BRANDOW"),
    ("Brandow — The mayor spoke.", "Brandow"),
    (
        "A Tarnley-based squadron flew over Oskar Island and the Orvel Strait.",
        "Tarnley;Oskar Island;Orvel Strait",
    ),
    ("Residents of Hagomori village and the town of Senari protested.", "Hagomori village;Senari"),
    (
        "Ships from Kurozaki, Minedo and Atsuhara left for Port Ellin.",
        "Kurozaki;Minedo;Atsuhara;Port Ellin",
    ),
    ("He visited Camp Norrell and Tennman Air Base.", "Camp Norrell;Tennman Air Base"),
    ("A radar will be built on Mount Sorrin and at Cape Vaar.", "Mount Sorrin;Cape Vaar"),
    ("The base lies 30 kilometers south of Orimi.", "Orimi"),
    ("Between Dalrow and Pennick lies the Ostrow Channel.", "Dalrow;Pennick;Ostrow Channel"),
    (
        "Planes were sent to Wexmoor Airfield in Trandor Province.",
        "Wexmoor Airfield;Trandor Province",
    ),
    ("The governor of Yalkut said troops would return to Vardo.", "Yalkut;Vardo"),
    ("Work at the Bramley depot and Coster barracks goes on.", "Bramley depot;Coster barracks"),
    ("Officials in Sannoh, Tokyo, said nothing.", "Sannoh"),
    ("Across Palmyra Reef and off Tindal Shoal they met.", "Palmyra Reef;Tindal Shoal"),
    ("He spoke in Barangay Malinta, Valenzuela.", "Barangay Malinta;Valenzuela"),
    ("The ferry to Matnog left Allen at noon.", "Matnog;Allen"),
    ("Marines deployed to Calayan and Itogon.", "Calayan;Itogon"),
    ("They met at a shop on Kadena Street.", "Kadena Street"),
    ("Smoke rose over Harrowgate and beyond Linden Ridge.", "Harrowgate;Linden Ridge"),
    ("部隊は無名島と黒崎町、白浜村に展開した。", "無名島;黒崎町;白浜村"),
    ("青葉駐屯地と海自緑川基地を視察。", "青葉駐屯地;緑川基地"),
    ("サンドベイ基地とノースヒル飛行場。", "サンドベイ基地;ノースヒル飛行場"),
    ("金山海峡を通過し、赤石湾に入った。", "金山海峡;赤石湾"),
    ("陸自は新浜演習場で訓練した。", "新浜演習場"),
    ("県内の離島と地方都市の住民。", ""),
    ("同市の基地と本島の飛行場。", ""),
    ("船は大黒港から東岬へ向かった。", "大黒港;東岬"),
]
LEFT = [
    ("LET US GO HOME", ["US"]),
    ("TOKYO STANDS WITH US", ["US"]),
    ("TALKS WITH US STALL", ["US"]),
    ("Storms hit W. Japan today.", ["W. Japan"]),
    ("They met on Kadena Street.", ["Kadena Street"]),
    ("The Naha Tower Hotel is full.", ["Naha Tower Hotel"]),
    ("near Camp Okinawa Bay", ["Camp Okinawa Bay"]),
    ("高知県本山町で", ["本山町"]),
    ("沖縄県名護市大黒町で", ["大黒町"]),
    ("金武町伊芸の住宅", ["伊芸"]),
    ("金武町議会が", []),
    ("那覇市教育委員会は", []),
]


@pytest.mark.parametrize(("text", "wanted"), NAMED)
def test_a_sentence_names_what_its_words_say(name, text, wanted):
    assert [feature for _, feature in name(text)] == [one for one in wanted.split("; ") if one]


@pytest.mark.parametrize(("text", "wanted"), JAPANESE_TAILS)
def test_a_noun_of_regions_belongs_to_a_foreign_name(name, text, wanted):
    assert [surface for surface, _ in name(text)] == [wanted]


@pytest.mark.parametrize(("text", "wanted"), LEFT)
def test_what_may_be_a_place_after_all_goes_to_the_editor(gazetteer, text, wanted):
    assert [one.surface for one in find_names(text, gazetteer)[1]] == wanted


@pytest.mark.parametrize("theatre", ["japan", "philippines", "one place"])
def test_unknown_names_are_listed(catalog, philippines, one_place, theatre):
    """At least 95 of 100 in each theatre; a name that it knows is no unknown one."""
    held = {"japan": catalog, "philippines": philippines, "one place": one_place}[theatre]
    gazetteer = make_gazetteer(held)
    missed, count = [], 0
    for text, listed in UNKNOWN:
        wanted = [one for one in listed.split(";") if one]
        mentions, left = find_names(normalize(text).value, gazetteer)
        known = [one.surface for one in mentions]
        surfaces = [one.surface for one in left]
        lost = [one for one in wanted
                if one not in surfaces and not any(name in one for name in known)]  # fmt: skip
        missed += [(text, one) for one in lost]
        count += len(wanted)
        if not wanted:
            assert surfaces == [], text
    assert len(missed) <= 0.05 * count, missed


def test_a_camp_of_two_owners_without_an_owner_says_what_else_it_could_be(gazetteer):
    found = find_names("Marines trained at Camp Fuji.", gazetteer)[0]
    assert [(one.feature, one.alternatives) for one in found] == [
        ("us_bases/camp-fuji", ("places/jgsdf-camp-fuji",))
    ]


@pytest.mark.parametrize(
    "text",
    [
        "a new GSDF garrison",
        "in SDF",
        "in NORAD",
        "in Jan. 2024",
        "in the Diet",
        "went to Brannick said",
    ],
)
def test_acronyms_months_and_offices_are_no_unknown_places(gazetteer, text):
    assert find_names(text, gazetteer)[1] == []


@pytest.mark.parametrize(
    ("text", "feature"),
    [
        ("The GSDF drilled. Camp Fuji is used by Marines.", "us_bases/camp-fuji"),
        ("GSDF troops left for Camp Fuji.", "places/jgsdf-camp-fuji"),
    ],
)
def test_an_owner_decides_in_its_own_sentence(gazetteer, text, feature):
    assert [one.feature for one in find_names(text, gazetteer)[0]] == [feature]
