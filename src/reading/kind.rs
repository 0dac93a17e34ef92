//! The five kinds of file that can be imported.

use crate::words;
use strum::{EnumString, IntoStaticStr, VariantArray, VariantNames};

/// The kind of a file: what each of its lines describes. In the order of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum ImportKind {
    Customers,
    Purchases,
    Usage,
    Ratings,
    Consents,
}

words!(ImportKind);

impl ImportKind {
    /// The key of the message with its name.
    pub const fn message(self) -> &'static str {
        match self {
            Self::Customers => "import-kind-customers",
            Self::Purchases => "import-kind-purchases",
            Self::Usage => "import-kind-usage",
            Self::Ratings => "import-kind-ratings",
            Self::Consents => "import-kind-consents",
        }
    }

    /// Whether such a file brings customers: what people allow is known of those who are none too.
    pub const fn brings_customers(self) -> bool {
        !matches!(self, Self::Consents)
    }

    /// The key of the message that describes the columns of such a file.
    pub const fn help_message(self) -> &'static str {
        match self {
            Self::Customers => "import-kind-customers-help",
            Self::Purchases => "import-kind-purchases-help",
            Self::Usage => "import-kind-usage-help",
            Self::Ratings => "import-kind-ratings-help",
            Self::Consents => "import-kind-consents-help",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_found_by_its_word() {
        for kind in ImportKind::ALL.iter().copied() {
            assert_eq!(ImportKind::from_word(kind.word()), Some(kind));
        }
        assert_eq!(ImportKind::from_word("customer"), None);
    }
}
