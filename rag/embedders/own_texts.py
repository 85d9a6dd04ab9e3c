"""Texts of our own writing, on which a converted model is calibrated and compared with full precision."""

TEXTS = (
    "How do I open a file for writing?",
    "The library opens at nine on weekdays and stays open until the last reader has gone home.",
    "def area(radius: float) -> float:\n    return math.pi * radius ** 2",
    "Error 0x80070005: access is denied; run the installer as an administrator and try once more.",
    "A vector index keeps the nearest neighbours of every point within reach, so that a search touches a few hundred "
    "points instead of millions. The price is that it may miss some, and how many it misses can be measured.",
    "| year | rainfall in mm | days of frost |\n| --- | --- | --- |\n| 2019 | 712.4 | 41 |\n| 2020 | 655.0 | 17 |",
    "Die Katze schläft auf dem warmen Ofen, während draußen der Schnee fällt.",
    "La bibliothèque est fermée le dimanche; rendez vos livres dans la boîte près de l'entrée.",
    "猫は窓のそばで眠っている。図書館は日曜日に閉まります。",
    "mercury",
    "Take two tablets with water every six hours, never more than eight in a day, and see a doctor if fever lasts.",
    "SELECT name, COUNT(*) FROM orders WHERE placed > '2023-01-01' GROUP BY name HAVING COUNT(*) > 3;",
    "The treaty was signed in the spring, but the fighting in the northern valleys went on until the first snow, "
    "because no rider could cross the passes with the news. When it came, both armies had begun to go home.",
    "👍 great, thx!! see u @ 10:30",
    "Interest is compounded monthly at a nominal rate of 4.25 percent; early repayment costs one month's interest.",
    "Who wrote the letter that the captain found in the drowned man's coat?",
    "usage: pack [-h] [--level {1..9}] [--output FILE] input [input ...]",
    "Photosynthesis stores the energy of light in sugar; respiration sets it free again, by night and by day.",
    "The knee joins the thigh to the shin. Its ligaments hold it against twisting, its menisci against shock, and a "
    "torn one rarely heals by itself, since little blood reaches it.",
    "a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x, y, z, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9",
    "Without further notice the tenant may sublet the rooms for up to eight weeks a year, provided that the landlord "
    "is told the names of the guests, the dates of their stay and the rent they pay, all in writing and in advance.",
    "Wie lange dauert die Garantie?",
    "It rained.",
)
