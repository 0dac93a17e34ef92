//! Enums each of whose values has a word, by which forms, URLs and the database know it.

/// Gives enums that derive strum's `EnumString`, `IntoStaticStr`, `VariantArray` and `VariantNames` their list and words.
#[macro_export]
macro_rules! words {
    ($($type:ty),+ $(,)?) => {$(
        impl $type {
            /// All of them, in their order.
            pub const ALL: &'static [Self] = <Self as ::strum::VariantArray>::VARIANTS;

            /// The words of all of them, in the same order.
            pub const WORDS: &'static [&'static str] = <Self as ::strum::VariantNames>::VARIANTS;

            /// Its word.
            pub fn word(self) -> &'static str {
                self.into()
            }

            pub fn from_word(word: &str) -> Option<Self> {
                word.parse().ok()
            }
        }
    )+};
}
