"""Areas of the catalogue are shared by threads; what GEOS prepares of them is each thread's own."""

from __future__ import annotations

import subprocess
import sys
import threading

import shapely

from geoposture.geodesy import prepare_own

MANY_THREADS = """
import threading
import shapely
from geoposture.analysis import overlay
from geoposture.catalog import load_layers

ROUNDS, THREADS = 40, 8
area = shapely.to_wkb(load_layers().layer("east_china_sea").geometry("east-china-sea"))
shared = [shapely.from_wkb(area) for _ in range(ROUNDS)]
turn = threading.Barrier(THREADS)

def ask(n):
    for target in shared:
        turn.wait()
        overlay.find_thresholds((127.77, 141.37), (26.36, 40.7 + n / 1000), target)

threads = [threading.Thread(target=ask, args=(n,)) for n in range(THREADS)]
for one in threads:
    one.start()
for one in threads:
    one.join()
"""


def test_threads_that_ask_about_one_area_do_not_end_the_process():
    done = subprocess.run(
        [sys.executable, "-c", MANY_THREADS], check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def test_each_thread_prepares_a_copy_of_its_own_and_keeps_it():
    shared = shapely.box(0, 0, 1, 1)
    found: list[object] = []

    def prepare() -> None:
        found.extend([prepare_own(shared), prepare_own(shared)])

    threads = [threading.Thread(target=prepare) for _ in range(2)]
    for one in threads:
        one.start()
        one.join()
    assert found[0] is found[1]
    assert found[2] is found[3]
    assert len({id(one) for one in (shared, found[0], found[2])}) == 3
    assert all(shapely.is_prepared(one) for one in found)
    assert not shapely.is_prepared(shared)


def test_another_area_in_the_place_of_one_that_is_gone_is_no_copy_of_it():
    for n in range(100):
        assert prepare_own(shapely.box(n, n, n + 1, n + 1)).bounds == (n, n, n + 1, n + 1)
