//! The arguments of messages and number formats: texts and whole numbers, by value or by reference, so that templates
//! need no conversions.

/// The value of a message's variable. A number selects the plural form and is formatted for the language.
#[derive(Clone, Debug, PartialEq)]
pub enum Arg {
    Text(String),
    Number(i64),
}

/// A whole number of any integer type. A number too large for `i64` becomes `i64::MAX`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Whole(pub i64);

macro_rules! take_numbers {
    ($($number:ty),*) => {$(
        impl From<$number> for Whole {
            fn from(number: $number) -> Self {
                Self(i64::try_from(number).unwrap_or(i64::MAX))
            }
        }

        impl From<&$number> for Whole {
            fn from(number: &$number) -> Self {
                Self::from(*number)
            }
        }

        impl From<$number> for Arg {
            fn from(number: $number) -> Self {
                Self::Number(Whole::from(number).0)
            }
        }

        impl From<&$number> for Arg {
            fn from(number: &$number) -> Self {
                Self::from(*number)
            }
        }
    )*};
}

take_numbers!(i32, i64, u8, u16, u32, u64, usize);

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&String> for Arg {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}
