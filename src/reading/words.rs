//! How header names and choices are compared: without regard to case, accents, spaces and punctuation.

/// The letters and digits of `text`, small and without accents: `Date d'évaluation` becomes `datedevaluation`.
pub fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for character in text.chars().flat_map(char::to_lowercase) {
        push_folded(&mut folded, character);
    }
    folded
}

/// The words of `text`, folded, with an underscore between them: `Household size` becomes `household_size`.
pub fn folded_words(text: &str) -> String {
    let words = text.split(|character: char| !character.is_alphanumeric() && !is_accent(character));
    words.map(folded).filter(|word| !word.is_empty()).collect::<Vec<_>>().join("_")
}

/// At most `limit` characters of `text`, with `…` at the end where something was cut off.
pub fn cut(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}

const fn is_accent(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36F}')
}

fn push_folded(folded: &mut String, character: char) {
    match character {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => folded.push('a'),
        'ç' => folded.push('c'),
        'è' | 'é' | 'ê' | 'ë' => folded.push('e'),
        'ì' | 'í' | 'î' | 'ï' => folded.push('i'),
        'ñ' => folded.push('n'),
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' => folded.push('o'),
        'ù' | 'ú' | 'û' | 'ü' => folded.push('u'),
        'œ' => folded.push_str("oe"),
        _ if character.is_alphanumeric() && !is_accent(character) => folded.push(character),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_accents_and_punctuation_do_not_count() {
        for text in ["Account ID", "account_id", " ACCOUNT-ID ", "Accountid", "account.id"] {
            assert_eq!(folded(text), "accountid");
        }
        assert_eq!(folded("Date d’e\u{301}valuation"), "datedevaluation");
        assert_eq!(folded_words("  Taille du foyer (2024)"), "taille_du_foyer_2024");
        assert_eq!(folded("%"), "");
        assert_eq!(folded("الاسم"), "الاسم");
    }

    #[test]
    fn a_text_is_cut_between_characters() {
        assert_eq!(cut("été", 3), "été");
        assert_eq!(cut("étés", 3), "été…");
    }
}
