//! The four kinds of file that can be imported.

/// The kind of a file: what each of its lines describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ImportKind {
    Customers,
    Purchases,
    Usage,
    Ratings,
}

impl ImportKind {
    /// All kinds, in the order of the form.
    pub const ALL: [Self; 4] = [Self::Customers, Self::Purchases, Self::Usage, Self::Ratings];

    /// The name of the kind in forms, on the command line and in the database.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Customers => "customers",
            Self::Purchases => "purchases",
            Self::Usage => "usage",
            Self::Ratings => "ratings",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// The key of the message with its name.
    pub const fn message(self) -> &'static str {
        match self {
            Self::Customers => "import-kind-customers",
            Self::Purchases => "import-kind-purchases",
            Self::Usage => "import-kind-usage",
            Self::Ratings => "import-kind-ratings",
        }
    }

    /// The key of the message that describes the columns of such a file.
    pub const fn help_message(self) -> &'static str {
        match self {
            Self::Customers => "import-kind-customers-help",
            Self::Purchases => "import-kind-purchases-help",
            Self::Usage => "import-kind-usage-help",
            Self::Ratings => "import-kind-ratings-help",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_found_by_its_word() {
        for kind in ImportKind::ALL {
            assert_eq!(ImportKind::from_word(kind.word()), Some(kind));
        }
        assert_eq!(ImportKind::from_word("customer"), None);
    }
}
