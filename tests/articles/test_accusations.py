"""Verdicts on sentences that are right, and on some that are wrong.

The sentences were written for this test, over two theatres and in two languages. None that is
right may be called inconsistent; a wrong one that can be checked is, and is never consistent.
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from geoposture.articles import read_article
from geoposture.articles.checks import check_reading
from geoposture.articles.gazetteer import make_gazetteer
from geoposture.articles.text import parse_text
from geoposture.catalog import load_layers
from geoposture.errors import BadData

PHILIPPINES = Path(__file__).parents[2] / "examples" / "philippines"
RIGHT = [
    ("japan", "Yonaguni lies 110 km from Taiwan."),
    ("japan", "Yonaguni, an island about 110 km east of Taiwan, hosts a camp."),
    ("japan", "Yonaguni, Japan's westernmost island, lies just 110 km (68 miles) from Taiwan."),
    ("japan", "Some 110 km east of Taiwan lies the island of Yonaguni."),
    ("japan", "Kadena Air Base is about 650 km from Taipei."),
    ("japan", "Kadena Air Base in Okinawa is less than 700 km from Taipei."),
    ("japan", "Kadena Air Base is more than 600 km from Taipei."),
    ("japan", "Okinawa, about 1,600 km southwest of Tokyo, waits."),
    ("japan", "Okinawa, 1,550 km from Tokyo, waits."),
    ("japan", "Okinawa lies about 640 km from Taiwan."),
    ("japan", "Okinawa is 1,000 miles south of Tokyo."),
    ("japan", "Iwo Jima, 1,200 km south of Tokyo, is volcanic."),
    ("japan", "Iwo Jima is about 750 miles south of Tokyo."),
    ("japan", "Naha and Taipei are about 630 km apart."),
    ("japan", "The distance between Naha and Taipei is about 640 km."),
    (
        "japan",
        "The Senkakus lie 170 kilometers north of Ishigaki Island and 410 km west of Okinawa Island.",
    ),
    ("japan", "The Senkaku Islands, 170 km northeast of Taiwan, are uninhabited."),
    ("japan", "Ishigaki lies about 270 km from Taiwan."),
    ("japan", "Ishigaki, 270 km east of Taiwan, has a garrison."),
    (
        "japan",
        "Mageshima, an uninhabited island 12 kilometers west of Tanegashima, will take longer.",
    ),
    ("japan", "Tsushima is about 50 km from South Korea."),
    ("japan", "Tsushima lies within 60 km of South Korea."),
    ("japan", "Okinawa is about 1,500 km from Tokyo."),
    ("japan", "Yokosuka, 65 km south of Tokyo, is the home of a carrier."),
    ("japan", "Yokota Air Base and Yokosuka are 59 km apart."),
    ("japan", "Misawa Air Base and Kadena Air Base are about 2,000 km apart."),
    ("japan", "Guam is 2,500 km south of Tokyo."),
    ("japan", "The Taiwan Strait is 180 km wide."),
    ("japan", "The Miyako Strait is a 250-km-wide gap between Okinawa Island and Miyako Island."),
    ("japan", "Missiles with a range of 1,000 km from Kumamoto reach the coast of Zhejiang."),
    ("japan", "The missiles, with a range of about 1,000 km, can fly from Kumamoto to Shanghai."),
    ("japan", "A missile flew 650 km from Pyongyang and fell into the Sea of Japan."),
    ("japan", "Marines at Camp Hansen in Okinawa marched 20 km."),
    ("japan", "China's carrier was seen 70 km off Yonaguni."),
    ("japan", "It fell into the sea off Yonaguni, 200 km from Taiwan."),
    ("japan", "The jet flew at 900 km/h from Kadena Air Base to Misawa Air Base."),
    ("japan", "Okinawa lies 640 km south of mainland Japan."),
    ("japan", "The island chain stretches some 1,200 km from Kyushu to Taiwan."),
    ("japan", "Japan's islands are a 3,000-km archipelago."),
    ("japan", "The United States has 31 bases in Okinawa."),
    ("japan", "Okinawa hosts 31 of the 78 U.S. facilities in Japan."),
    ("japan", "Japan provides 78 facilities to US forces."),
    ("japan", "The US has about 120 bases in Japan."),
    ("japan", "There are 85 U.S. military facilities in Japan."),
    ("japan", "In 2012 there were 33 US facilities in Okinawa."),
    ("japan", "Okinawa hosts 33 US facilities."),
    ("japan", "Japan hosts 131 U.S. facilities."),
    ("japan", "The United States has eleven bases in Kanagawa."),
    ("japan", "The US Navy has two bases in Okinawa."),
    ("japan", "The Marines trained at five bases in Okinawa."),
    ("japan", "The US will return 10 facilities in Okinawa to Japan."),
    ("japan", "Water was found at three US bases in Okinawa."),
    ("japan", "Japan's Ground Self-Defense Force has 160 bases in Japan, and the US helps."),
    ("japan", "Kadena Air Base covers 19.9 square kilometers."),
    ("japan", "Kadena Air Base covers about 4,900 acres."),
    ("japan", "Kadena Air Base, with 11,000 acres, is large."),
    ("japan", "Kadena Air Base spans about 11,200 acres."),
    ("japan", "MCAS Futenma takes up 4.8 square kilometers of Ginowan."),
    ("japan", "MCAS Futenma occupies 476 hectares."),
    ("japan", "The fire at Camp Hansen covered 2 square kilometers."),
    ("japan", "The landfill off Camp Schwab covers 152 hectares."),
    ("japan", "Okinawa Island has an area of 1,207 square kilometers."),
    ("japan", "Ishigaki covers 229 square kilometers."),
    ("japan", "Yonaguni Island covers 28.9 square kilometers."),
    ("japan", "US bases in Okinawa cover 185 square kilometers."),
    ("japan", "Yokota Air Base in Tokyo is quiet."),
    ("japan", "Kadena Air Base in Okinawa is busy."),
    ("japan", "Camp Zama in Kanagawa Prefecture is quiet."),
    ("japan", "MCAS Iwakuni in Yamaguchi Prefecture is busy."),
    ("japan", "He visited Kadena Air Base, Tokyo and Seoul."),
    ("japan", "Troops came from Camp Hansen in Tokyo on Monday."),
    ("japan", "Residents protested against MCAS Futenma in Tokyo."),
    ("japan", "Ships left Yokosuka for waters south of Okinawa."),
    ("japan", "Okinawa, south of Tokyo, is warm."),
    ("japan", "Yonaguni, west of Ishigaki, waits."),
    ("japan", "Taiwan lies west of Yonaguni."),
    ("japan", "The trip took three hours and cost 16 billion yen."),
    ("japan", "Kadena Air Base has two 3,700-meter runways."),
    ("japan", "与那国島は台湾から約110キロに位置する。"),
    ("japan", "与那国島は台湾まで110キロ、石垣島は270キロ。"),
    ("japan", "嘉手納基地から台北まで約650キロある。"),
    ("japan", "嘉手納基地と台北の距離は約650キロだ。"),
    ("japan", "尖閣諸島は石垣島の北約170キロに位置する。"),
    ("japan", "台湾から110キロの与那国島で訓練した。"),
    ("japan", "那覇・台北間は約640キロ。"),
    ("japan", "嘉手納基地と三沢基地は約2000キロ離れている。"),
    ("japan", "中国は台湾から200キロの海域で演習した。"),
    ("japan", "熊本から浙江省まで射程1000キロのミサイルが届く。"),
    ("japan", "硫黄島は東京から約1200キロ離れている。"),
    ("japan", "沖縄本島は東京から約1500キロ離れている。"),
    ("japan", "馬毛島は種子島の西約12キロにある。"),
    ("japan", "県内には米軍専用施設が31施設ある。沖縄県は発表した。"),
    ("japan", "在日米軍専用施設は78施設ある。"),
    ("japan", "沖縄県には米軍専用施設が31施設ある。"),
    ("japan", "米軍の3施設を沖縄県に返還する。"),
    ("japan", "米海兵隊は沖縄県の5施設で訓練した。"),
    ("japan", "嘉手納飛行場は1986ヘクタールを占める。"),
    ("japan", "普天間飛行場の面積は約476ヘクタール。"),
    ("japan", "嘉手納基地で2ヘクタールの火災があった。"),
    ("japan", "東京都の横田基地、沖縄県の嘉手納基地。"),
    ("japan", "台湾海峡の幅は約180キロ。"),
    ("japan", "与那国島は台湾の東約110キロにある。"),
    ("japan", "対馬は韓国から約50キロに位置する。"),
    ("japan", "時速900キロで嘉手納基地から三沢基地まで飛んだ。"),
    ("japan", "The ship left Sasebo for Okinawa, 800 km to the south."),
    ("japan", "Taiwan lies about 100 miles from China."),
    ("japan", "Taiwan is about 160 km from China."),
    ("japan", "Okinawa, which hosts 70 percent of US bases, is 1,600 km from Tokyo."),
    ("japan", "Guam, 2,500 km south of Japan, is a US territory."),
    ("japan", "Kadena Air Base lies 18 km from Naha."),
    ("japan", "Camp Schwab and Camp Hansen are 10 km apart."),
    ("japan", "Henoko is about 40 km northeast of Naha."),
    ("japan", "MCAS Futenma and Camp Schwab are 36 km apart."),
    ("japan", "Uotsuri lies 170 km north of Ishigaki."),
    ("japan", "Minamitorishima, 1,950 km southeast of Tokyo, is remote."),
    ("japan", "Okinotorishima is 1,700 km south of Tokyo."),
    ("japan", "Mageshima, about 110 km from Kagoshima, is small."),
    ("japan", "Chichijima is 1,000 km south of Tokyo."),
    ("japan", "Amami Oshima lies 380 km south of Kagoshima."),
    ("japan", "Miyako Island lies 290 km southwest of Okinawa Island."),
    ("japan", "Miyako Island lies 300 km from Naha."),
    ("japan", "Ishigaki is 410 km from Naha."),
    ("japan", "Yonaguni is 510 km from Naha."),
    ("japan", "Yonaguni is 2,000 km from Tokyo."),
    ("japan", "Tsushima is about 50 km from Busan."),
    ("japan", "Tsushima is 138 km from Fukuoka."),
    ("japan", "Misawa Air Base is about 400 miles north of Tokyo."),
    ("japan", "MCAS Iwakuni is about 40 km from Hiroshima."),
    ("japan", "Yokota Air Base is 40 km west of Tokyo."),
    ("japan", "Yokota Air Base, 28 miles northwest of Tokyo, is busy."),
    ("japan", "Camp Zama is about 40 km southwest of Tokyo."),
    ("japan", "Taipei is 2,100 km from Tokyo."),
    ("japan", "Taipei is 1,300 miles from Tokyo."),
    ("japan", "Seoul is 1,160 km from Tokyo."),
    ("japan", "Beijing is 2,100 km from Tokyo."),
    ("japan", "Shanghai is 820 km from Okinawa."),
    ("japan", "Pyongyang is 1,300 km from Tokyo."),
    ("japan", "Kumamoto is 900 km from Shanghai."),
    ("japan", "Guam is 2,300 km from Okinawa."),
    ("japan", "Guam is about 2,700 km from Taiwan."),
    ("japan", "Manila is 1,500 km from Naha."),
    ("japan", "Hawaii is 6,200 km from Tokyo."),
    ("japan", "Yokosuka, about 40 miles south of Tokyo, is the home of the 7th Fleet."),
    ("japan", "Okinawa has three US bases on its northern coast."),
    ("japan", "Okinawa has 31 US military facilities, the prefecture says."),
    ("japan", "The U.S. operates 31 bases in Okinawa."),
    ("japan", "There are five US bases in Okinawa where water was sampled."),
    ("japan", "There are five US bases in Okinawa with runways."),
    ("japan", "The US has three bases in Okinawa that it will return."),
    ("japan", "Japan hosts US bases, and Okinawa has three airports."),
    ("japan", "The US plans to close six bases in Okinawa."),
    ("japan", "Okinawa asked for 10 US facilities to be returned to Japan."),
    ("japan", "Camp Hansen covers 51 square kilometers."),
    ("japan", "Camp Hansen occupies about 50 square kilometers in Okinawa."),
    ("japan", "The Northern Training Area covers 35 square kilometers."),
    (
        "japan",
        "The Northern Training Area covered 78 square kilometers before the return of 40 square kilometers.",
    ),
    ("japan", "Yokota Air Base occupies 714 hectares."),
    ("japan", "Camp Zama has an area of about 230 hectares."),
    ("japan", "The area of Yonaguni Island is 29 square kilometers."),
    ("japan", "Mageshima covers about 8 square kilometers."),
    ("japan", "Iwo Jima covers 8 square miles."),
    ("japan", "Half of Camp Hansen covers 25 square kilometers."),
    ("japan", "Kadena Air Base and the ammunition area cover 46 square kilometers."),
    ("japan", "US officials at Kadena Air Base in Tokyo's view were late."),
    ("japan", "Talks over Kadena Air Base in Tokyo ended."),
    ("japan", "He flew from Kadena Air Base to Tokyo."),
    ("japan", "Kadena Air Base, Okinawa, is busy."),
    ("japan", "Misawa Air Base in northern Japan is cold."),
    ("japan", "Guam lies south of Tokyo."),
    ("japan", "China lies west of Japan."),
    ("japan", "Japan, east of China, is an archipelago."),
    ("japan", "Taiwan, southwest of Okinawa, is close."),
    ("japan", "Okinawa is east of Taiwan."),
    ("japan", "Okinawa lies between Taiwan and Kyushu."),
    ("japan", "South Korea lies northwest of Kyushu."),
    ("japan", "Hokkaido is north of Honshu."),
    ("japan", "那覇市は東京から約1550キロ離れている。"),
    ("japan", "宮古島は沖縄本島から約290キロの距離にある。"),
    ("japan", "石垣島は那覇から約410キロに位置する。"),
    ("japan", "石垣島は台湾から270キロ。"),
    ("japan", "与那国島は那覇から約510キロ離れている。"),
    ("japan", "東京と那覇の距離は約1600キロ。"),
    ("japan", "北朝鮮のミサイルは平壌から1000キロ飛行した。"),
    ("japan", "馬毛島は種子島から西に約12キロに位置する。"),
    ("japan", "奄美大島は鹿児島から約380キロ離れている。"),
    ("japan", "沖縄県には31の米軍専用施設がある。"),
    ("japan", "在日米軍専用施設の約7割が沖縄県に集中する。"),
    ("japan", "沖縄県の米軍3施設が返還された。"),
    ("japan", "米軍は沖縄県の北部に3施設を置いている。"),
    ("japan", "沖縄県内の米軍施設で3施設が対象となった。"),
    ("japan", "横田基地は東京都心から約40キロ。"),
    ("japan", "嘉手納基地は嘉手納町の83%を占める。"),
    ("japan", "キャンプ・ハンセンの面積は約49平方キロ。"),
    ("japan", "北部訓練場は約35平方キロに及ぶ。"),
    ("japan", "辺野古の埋め立て区域は152ヘクタール。"),
    ("philippines", "Lal-lo Airport lies about 400 km from Manila."),
    ("philippines", "Basa Air Base in Pampanga is busy."),
    ("philippines", "Naval Base Camilo Osias in Cagayan is new."),
    ("philippines", "The Philippines gave the United States access to nine bases."),
    ("philippines", "There are nine U.S. agreed locations in the Philippines."),
    ("philippines", "The United States has nine EDCA sites in the Philippines."),
    ("philippines", "The Palace named four new sites for US forces in the Philippines."),
    ("philippines", "Basa Air Base is about 60 km from Manila."),
    ("philippines", "Antonio Bautista Air Base in Palawan is busy."),
    ("philippines", "Manila is some 580 km from Puerto Princesa."),
    ("philippines", "Mactan Air Base in Cebu lies more than 500 km from Manila."),
]
WRONG = [
    ("japan", "Yonaguni lies 900 km from Taiwan.", "distance"),
    ("japan", "Yonaguni, 400 km east of Taiwan, waits.", "distance"),
    ("japan", "Kadena Air Base is about 1,200 km from Taipei.", "distance"),
    ("japan", "Kadena Air Base is less than 500 km from Taipei.", "distance"),
    ("japan", "Kadena Air Base is more than 900 km from Taipei.", "distance"),
    ("japan", "Naha and Taipei are about 300 km apart.", "distance"),
    ("japan", "The distance between Kadena Air Base and Misawa Air Base is 900 km.", "distance"),
    ("japan", "Okinawa, about 500 km from Tokyo, waits.", "distance"),
    ("japan", "Iwo Jima, 300 km south of Tokyo, is volcanic.", "distance"),
    ("japan", "The tanker left Kadena Air Base for Misawa Air Base, 500 km away.", "distance"),
    ("japan", "Kadena Air Base covers 2 square kilometers.", "area"),
    ("japan", "MCAS Futenma occupies 48 square kilometers.", "area"),
    ("japan", "Okinawa Island has an area of 120 square kilometers.", "area"),
    ("japan", "The United States has 70 bases in Okinawa.", "count"),
    ("japan", "Japan provides 20 facilities to US forces.", "count"),
    ("japan", "There are 300 U.S. military facilities in Japan.", "count"),
    ("japan", "Yokota Air Base in Saitama Prefecture is quiet.", "containment"),
    ("japan", "Yonaguni, east of Ishigaki, waits.", "bearing"),
    ("japan", "Taiwan lies east of Yonaguni.", "bearing"),
    ("japan", "Tsushima lies within 20 km of South Korea.", "distance"),
    ("japan", "与那国島は台湾から約300キロに位置する。", "distance"),
    ("japan", "嘉手納基地から台北まで約1200キロある。", "distance"),
    ("japan", "嘉手納基地と台北の距離は約300キロだ。", "distance"),
    ("japan", "尖閣諸島は石垣島の北約500キロに位置する。", "distance"),
    ("japan", "台湾から300キロの与那国島で訓練した。", "distance"),
    ("japan", "那覇・台北間は約200キロ。", "distance"),
    ("japan", "嘉手納基地と三沢基地は約500キロ離れている。", "distance"),
    ("japan", "沖縄県には米軍専用施設が70施設ある。", "count"),
    ("japan", "嘉手納飛行場は200ヘクタールを占める。", "area"),
    ("japan", "県内には米軍専用施設が78施設ある。沖縄県は発表した。", "count"),
    ("japan", "対馬は韓国から10キロ以内に位置する。", "distance"),
    ("philippines", "Lal-lo Airport lies 900 km from Manila.", "distance"),
    ("philippines", "Basa Air Base in Palawan is none.", "containment"),
    ("philippines", "The United States has 50 bases in the Philippines.", "count"),
    ("philippines", "Basa Air Base is 300 km from Manila.", "distance"),
    ("philippines", "Lumbia Air Base in Cagayan is quiet.", "containment"),
    ("japan", "Kadena Air Base, 50 miles from Taipei, is busy.", "distance"),
    ("japan", "The Senkaku Islands are 900 km from Ishigaki Island.", "distance"),
    ("japan", "Kadena Air Base takes up about 200 hectares.", "area"),
    ("japan", "Okinawa hosts 120 US facilities.", "count"),
    ("japan", "Okinawa Island, north of Kyushu, is warm.", "bearing"),
    ("japan", "与那国島は台湾の西約110キロにある。", "bearing"),
    ("japan", "普天間飛行場の面積は約48平方キロ。", "area"),
    ("philippines", "The distance from Basa Air Base to Manila is more than 400 km.", "distance"),
]


@pytest.fixture(scope="module")
def theatres(catalog, gazetteer):
    there = load_layers(PHILIPPINES)
    return {"japan": (catalog, gazetteer), "philippines": (there, make_gazetteer(there))}


@pytest.fixture(scope="module")
def judge(theatres):
    """Return the verdicts on a sentence with the kinds of their checks."""

    def run(theatre, sentence):
        catalog, names = theatres[theatre]
        reading = read_article(parse_text(sentence.encode()), catalog, gazetteer=names)
        return [(one.kind, one.verdict) for one in check_reading(reading, catalog)]

    return run


@pytest.mark.parametrize(("theatre", "sentence"), RIGHT)
def test_nobody_who_is_right_is_accused(judge, theatre, sentence):
    assert "inconsistent" not in {verdict for _, verdict in judge(theatre, sentence)}


@pytest.mark.parametrize(("theatre", "sentence", "kind"), WRONG)
def test_what_is_wrong_and_can_be_checked_is_found(judge, theatre, sentence, kind):
    assert {verdict for one, verdict in judge(theatre, sentence) if one == kind} == {"inconsistent"}


SENTENCES = [
    "Kadena Air Base is 12 km from Naha and the United States has 31 bases in Okinawa, and ",
    "嘉手納基地は台北から約650キロで、沖縄県には米軍専用施設が31施設あり、",
    "Camp Hansen in Tokyo covers 51 square kilometers and lies south of Yokota Air Base, ",
]


@pytest.mark.parametrize("part", SENTENCES)
def test_one_long_sentence_takes_as_long_as_its_length(theatres, part):
    """Stands for the case ``faults-long-article``; eight times the words, never 64 times as long."""
    catalog, names = theatres["japan"]

    def take(times):
        text = parse_text((part * times).encode())
        start = time.process_time()
        found = check_reading(read_article(text, catalog, gazetteer=names), catalog)
        assert len(found) >= times
        return time.process_time() - start

    take(2)  # what is worked out once of the layers
    assert take(320) < 20 * take(40)


def test_a_longer_article_than_can_be_read_in_seconds_is_refused():
    with pytest.raises(BadData, match="has 200,001 bytes; an article has at most 200,000"):
        parse_text(b"a" * 200_001, name="long.txt")
