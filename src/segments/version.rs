//! Versions such as `10.0.19045`, in the order of their numbers: 10.0.9200 comes before 10.0.19045, and 10.9 before
//! 10.10.

/// The longest version of a rule, in characters: several times as long as those that systems have.
pub const LONGEST_VERSION: usize = 100;

/// A version as it is compared.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version(Vec<Component>);

/// What is between two points: a number of any length, and the text after it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Component {
    /// How many digits the number has without leading zeros, which orders numbers of different lengths.
    length: usize,
    digits: String,
    text: String,
}

impl Version {
    /// Reads a version from its first digit on, so that `Windows 10` is version 10. `None` if there is no digit.
    pub fn parse(text: &str) -> Option<Self> {
        let start = text.find(|character: char| character.is_ascii_digit())?;
        let mut components: Vec<_> = text[start..].trim_end().split('.').map(Component::of).collect();
        // Missing components are 0, and therefore 0 at the end says nothing.
        while components.pop_if(|last| *last == Component::default()).is_some() {}
        Some(Self(components))
    }
}

impl Component {
    fn of(text: &str) -> Self {
        let text = text.trim();
        let end = text.find(|character: char| !character.is_ascii_digit()).unwrap_or(text.len());
        let (digits, text) = text.split_at(end);
        let digits = digits.trim_start_matches('0');
        Self { length: digits.len(), digits: digits.to_owned(), text: text.trim().to_lowercase() }
    }
}

/// The versions from one to another, both ends included; an end that is missing is open.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Versions {
    pub least: Option<Version>,
    pub greatest: Option<Version>,
}

impl Versions {
    /// Whether the text is a version within the ends. A text without digits is none.
    pub fn have(&self, text: &str) -> bool {
        Version::parse(text).is_some_and(|version| {
            self.least.as_ref().is_none_or(|least| *least <= version)
                && self.greatest.as_ref().is_none_or(|greatest| version <= *greatest)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn version(text: &str) -> Version {
        Version::parse(text).unwrap_or_else(|| panic!("{text} is a version"))
    }

    #[test]
    fn versions_are_in_the_order_of_their_numbers() {
        let rising = [
            "6.3.9600",
            "Windows 8.1",
            "9",
            "10.0.9200",
            "10.0.19045",
            "10.0.19045b",
            "10.9",
            "10.10",
            "Android 12",
            "99999999999999999999999.1",
            "100000000000000000000000",
        ];
        for pair in rising.windows(2) {
            assert!(version(pair[0]) < version(pair[1]), "{pair:?}");
        }
        assert_ne!(version("10.10"), version("10.1"));
    }

    #[test]
    fn missing_components_are_zero_and_leading_zeros_and_names_say_nothing() {
        for (one, other) in [
            ("10", "10.0.0"),
            ("Windows 10", "10"),
            ("10.01", "10.1"),
            ("0", "0.0"),
            (" 11.0 ", "11"),
            ("12B", "12b"),
            ("1..2", "1.0.2"),
        ] {
            assert_eq!(version(one), version(other), "{one} and {other}");
        }
        assert!(version("0") < version("0.0.1"));
        for text in ["", "Windows", "...", "é"] {
            assert_eq!(Version::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_range_has_both_ends() {
        let between = Versions { least: Some(version("10.0.9200")), greatest: Some(version("10.0.19045")) };
        let found = ["10.0.9199", "10.0.9200", "10.0.19045", "10.0.19045.1", "Windows"].map(|text| between.have(text));
        assert_eq!(found, [false, true, true, false, false]);
        let any = Versions { least: None, greatest: None };
        assert!(any.have("1") && !any.have("one"));
    }

    proptest! {
        #[test]
        fn numbers_of_the_size_of_machine_words_are_compared_as_such(one: [u32; 3], other: [u32; 3]) {
            let text = |parts: [u32; 3]| parts.map(|part| part.to_string()).join(".");
            prop_assert_eq!(version(&text(one)).cmp(&version(&text(other))), one.cmp(&other));
        }
    }
}
