//! The demographics of the sample app's customers.

use super::one_of;
use crate::day::Day;
use rand::Rng;
use rand::rngs::SmallRng;

/// A customer's demographics. Empty texts are unknown.
pub struct Person {
    pub email: String,
    pub birth_on: Option<Day>,
    /// Recorded instead of a birth date.
    pub age: Option<u32>,
    pub gender: &'static str,
    pub market: &'static str,
    pub language: &'static str,
}

/// First names of women and men, and family names. Email addresses are made from them.
struct Names {
    women: &'static [&'static str],
    men: &'static [&'static str],
    families: &'static [&'static str],
}

const ENGLISH: Names = Names {
    women: &["ava", "chloe", "emily", "grace", "hannah", "isla", "lucy", "mia", "nora", "olivia", "ruby", "zoe"],
    men: &["adam", "ben", "charlie", "daniel", "ethan", "henry", "jack", "liam", "noah", "oliver", "samuel", "tom"],
    families: &["baker", "carter", "evans", "green", "hughes", "lewis", "morgan", "parker", "reed", "walker", "young"],
};
const FRENCH: Names = Names {
    women: &["alice", "camille", "chloe", "emma", "ines", "jeanne", "lea", "louise", "manon", "sarah", "zoe"],
    men: &["adam", "arthur", "gabriel", "hugo", "jules", "louis", "lucas", "nathan", "paul", "theo", "victor"],
    families: &["bernard", "dubois", "durand", "fontaine", "girard", "lambert", "martin", "moreau", "petit", "roux"],
};
const GERMAN: Names = Names {
    women: &["anna", "clara", "emilia", "hanna", "johanna", "lena", "lina", "marie", "mia", "sophie"],
    men: &["ben", "elias", "felix", "finn", "jonas", "leon", "lukas", "max", "noah", "paul"],
    families: &["bauer", "becker", "fischer", "hoffmann", "klein", "koch", "meyer", "schulz", "wagner", "weber"],
};
const SOUTHERN: Names = Names {
    women: &["alba", "ana", "beatriz", "carla", "daniela", "elena", "giulia", "lucia", "maria", "sofia", "valentina"],
    men: &[
        "alejandro",
        "bruno",
        "diego",
        "hugo",
        "javier",
        "leonardo",
        "lorenzo",
        "mateo",
        "miguel",
        "pedro",
        "rafael",
    ],
    families: &[
        "alves", "costa", "ferrari", "garcia", "gomez", "lopez", "moreno", "ricci", "romano", "silva", "torres",
    ],
};
const ASIAN: Names = Names {
    women: &["aarohi", "akari", "ananya", "diya", "hina", "mei", "priya", "sakura", "yui"],
    men: &["aarav", "arjun", "haruto", "kenji", "ren", "rohan", "sota", "vihaan", "yuto"],
    families: &["gupta", "ito", "kumar", "nakamura", "patel", "sato", "sharma", "singh", "suzuki", "tanaka"],
};

/// A market, a language spoken there and names that are usual there.
type Place = (&'static str, &'static str, &'static Names);

const PLACES: [(Place, u32); 22] = [
    (("US", "en-US", &ENGLISH), 260),
    (("US", "es-MX", &SOUTHERN), 30),
    (("GB", "en-GB", &ENGLISH), 100),
    (("FR", "fr", &FRENCH), 120),
    (("DE", "de", &GERMAN), 90),
    (("CA", "en-CA", &ENGLISH), 50),
    (("CA", "fr-CA", &FRENCH), 20),
    (("BE", "fr", &FRENCH), 18),
    (("BE", "nl-BE", &GERMAN), 16),
    (("CH", "de-CH", &GERMAN), 14),
    (("CH", "fr-CH", &FRENCH), 8),
    (("ES", "es-ES", &SOUTHERN), 45),
    (("IT", "it", &SOUTHERN), 45),
    (("BR", "pt-BR", &SOUTHERN), 50),
    (("MX", "es-MX", &SOUTHERN), 35),
    (("JP", "ja", &ASIAN), 35),
    (("IN", "en", &ASIAN), 40),
    (("IN", "hi", &ASIAN), 20),
    (("AU", "en-AU", &ENGLISH), 25),
    (("", "en", &ENGLISH), 9),
    (("US", "", &ENGLISH), 12),
    (("FR", "", &FRENCH), 6),
];

const GENDERS: [(&str, u32); 4] = [("female", 46), ("male", 47), ("other", 2), ("", 5)];

/// The youngest and the oldest age of a range, weighted by share of customers.
const AGES: [((u32, u32), u32); 6] =
    [((13, 17), 5), ((18, 24), 22), ((25, 34), 29), ((35, 49), 27), ((50, 64), 13), ((65, 88), 4)];

const DOMAINS: [(&str, u32); 3] = [("example.com", 60), ("example.org", 25), ("example.net", 15)];

impl Person {
    pub fn of(draws: &mut SmallRng, number: u32, today: Day) -> Self {
        let (market, language, names) = one_of(draws, &PLACES);
        let gender = one_of(draws, &GENDERS);
        let (youngest, oldest) = one_of(draws, &AGES);
        let age = draws.random_range(youngest..=oldest);
        let days = i32::try_from(age * 1461 / 4).unwrap_or(0) + draws.random_range(1..365);
        let born = today.minus(days);
        let percentile = draws.random_range(0..100);
        let is_woman = if gender.is_empty() || gender == "other" { draws.random_bool(0.5) } else { gender == "female" };
        let first = pick(draws, if is_woman { names.women } else { names.men });
        let family = pick(draws, names.families);
        let domain = one_of(draws, &DOMAINS);
        let email = if draws.random_bool(0.97) { format!("{first}.{family}.{number}@{domain}") } else { String::new() };
        Self {
            email,
            birth_on: (percentile < 88).then_some(born),
            age: (88..94).contains(&percentile).then_some(age),
            gender,
            market,
            language,
        }
    }
}

fn pick(draws: &mut SmallRng, names: &'static [&'static str]) -> &'static str {
    names[draws.random_range(0..names.len())]
}
