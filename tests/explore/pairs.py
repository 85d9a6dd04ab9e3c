"""Questions, each with a text that is about it: what carries their similarity is plain to people."""

PAIRS = (
    (
        "When does the library close?",
        "The library in the old mill is open on weekdays and closes at seven in the evening.",
    ),
    (
        "How is the lawn mower started?",
        "Pull the cord of the mower twice with the choke out, then push the choke in and pull again.",
    ),
    (
        "who repairs shoes in town",
        "Behind the church there is a cobbler who mends boots and shoes while you wait, if it is quiet.",
    ),
    (
        "price of a ticket for children",
        "Adults pay nine euros at the door, children under twelve four, and dogs get in for nothing.",
    ),
    (
        "side effects of the medicine",
        "Some patients felt dizzy after taking the drug, and one in a hundred had a rash on the arms.",
    ),
    (
        "forgotten password",
        "If you cannot log in any more, ask for a new password by mail and choose one that is long.",
    ),
    (
        "What do bees do in winter?",
        "In the cold months the bees form a cluster around their queen and keep her warm by shivering.",
    ),
    (
        "engine overheats on steep roads",
        "Check the coolant when the motor gets too hot uphill, and never open the cap while it is hot.",
    ),
    ("train to the coast", "Twice a day a slow train runs from the capital down to the sea, through eleven tunnels."),
    ("Who painted the ceiling?", "The ceiling of the hall was painted by Anna Reuter in 1911, within a single summer."),
    (
        "baking bread without yeast",
        "A sourdough rises by itself, so the loaf needs no yeast, only flour, water, salt and patience.",
    ),
    (
        "warranty on the battery",
        "For the battery the maker gives a guarantee of two years, for everything else it is five years.",
    ),
)
