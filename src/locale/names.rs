//! The names of markets (countries) and languages, and the codes for names that people type.

use super::Locale;
use super::codes::{ALPHA_3, COUNTRIES, FORMS_OF_STATE, LANGUAGES, OTHER_COUNTRY_NAMES};
use icu_experimental::displaynames::DisplayNamesOptions;
use icu_experimental::displaynames::multi::{LocaleDisplayNamesFormatter, RegionDisplayNames};
use icu_locale::LocaleExpander;
use icu_locale_core::LanguageIdentifier;
use icu_locale_core::subtags::Region;
use std::collections::HashMap;
use std::sync::LazyLock;

/// A country or a language with its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    pub code: &'static str,
    pub name: String,
}

struct Tables {
    regions: Option<RegionDisplayNames>,
    locales: Option<LocaleDisplayNamesFormatter>,
    /// In the order of the names.
    markets: Vec<Named>,
    languages: Vec<Named>,
}

static TABLES: LazyLock<[Tables; 2]> = LazyLock::new(|| Locale::ALL.map(Tables::load));
static MARKET_CODES: LazyLock<HashMap<String, &str>> = LazyLock::new(market_codes);
/// The countries by their names in their own languages.
static OWN_NAMES: LazyLock<HashMap<String, &str>> = LazyLock::new(own_names);

impl Locale {
    /// The name of the country with this ISO 3166-1 alpha-2 code; an unknown code is returned unchanged.
    pub fn market(self, code: &str) -> String {
        self.tables().market(code).unwrap_or_else(|| code.to_owned())
    }

    /// Every country, sorted by name.
    pub fn markets(self) -> &'static [Named] {
        &self.tables().markets
    }

    /// The name of the language with this BCP 47 tag; an unknown tag is returned unchanged.
    pub fn language(self, code: &str) -> String {
        self.tables().language(code).unwrap_or_else(|| code.to_owned())
    }

    /// The languages that are offered, sorted by name.
    pub fn languages(self) -> &'static [Named] {
        &self.tables().languages
    }

    fn tables(self) -> &'static Tables {
        &TABLES[self.place()]
    }
}

impl Tables {
    fn load(locale: Locale) -> Self {
        let tag: icu_locale_core::Locale = locale.cldr_tag().parse().unwrap_or(icu_locale_core::Locale::UNKNOWN);
        let options = DisplayNamesOptions::default();
        let regions = RegionDisplayNames::try_new((&tag).into(), options).ok();
        let locales = LocaleDisplayNamesFormatter::try_new((&tag).into(), options).ok();
        let mut tables = Self { regions, locales, markets: Vec::new(), languages: Vec::new() };
        tables.markets = sorted(&COUNTRIES, |code| tables.market(code));
        tables.languages = sorted(&LANGUAGES, |code| tables.language(code));
        tables
    }

    fn market(&self, code: &str) -> Option<String> {
        let region: Region = code.parse().ok()?;
        Some(self.regions.as_ref()?.of(region)?.to_owned())
    }

    fn language(&self, code: &str) -> Option<String> {
        let tag: icu_locale_core::Locale = code.parse().ok()?;
        Some(self.locales.as_ref()?.of(&tag).into_owned())
    }
}

/// The ISO 3166-1 alpha-2 code that `text` names: a code of two or three letters in any case, or the country's usual or
/// official name in English, French or the country's own language.
pub fn market_code(text: &str) -> Option<&'static str> {
    let text = text.trim();
    let place = match text.len() {
        2 => COUNTRIES.iter().position(|code| code.eq_ignore_ascii_case(text)),
        3 => return country_of_alpha_3(text).or_else(|| market_named(text)),
        _ => None,
    };
    place.map(|place| COUNTRIES[place]).or_else(|| market_named(text))
}

/// The alpha-2 code of the country with this alpha-3 code in any case.
pub(super) fn country_of_alpha_3(code: &str) -> Option<&'static str> {
    ALPHA_3.iter().position(|known| known.eq_ignore_ascii_case(code)).map(|place| COUNTRIES[place])
}

fn market_named(text: &str) -> Option<&'static str> {
    let find = |name: &str| MARKET_CODES.get(name).or_else(|| OWN_NAMES.get(name)).copied();
    let name = folded(text);
    // "Moldova, Republic of" and "Moldova (Republic of)" are the Republic of Moldova.
    let turned = text.split_once([',', '(']).map(|(name, form)| folded(&format!("{form} {name}")));
    let without_form = |name: &str| {
        let form_of = |form: &&&str| name.strip_prefix(**form).is_some_and(|rest| rest.starts_with(' '));
        FORMS_OF_STATE.iter().filter(form_of).find_map(|form| {
            let rest = name[form.len()..].trim_start();
            // There are two Koreas and two Congos, whose whole names are known.
            find(rest).filter(|_| !["korea", "coree", "congo", "china", "chine"].contains(&rest))
        })
    };
    find(&name)
        .or_else(|| turned.as_deref().and_then(find))
        .or_else(|| without_form(&name))
        .or_else(|| turned.as_deref().and_then(without_form))
}

/// The names of countries in the language that most people there speak (CLDR, likely subtags).
fn own_names() -> HashMap<String, &'static str> {
    let expander = LocaleExpander::new_extended();
    let mut names = HashMap::new();
    for code in COUNTRIES {
        let Ok(mut tag) = format!("und-{code}").parse::<LanguageIdentifier>() else { continue };
        expander.maximize(&mut tag);
        let tag = icu_locale_core::Locale::from(tag);
        let Ok(regions) = RegionDisplayNames::try_new((&tag).into(), DisplayNamesOptions::default()) else { continue };
        if let Some(name) = code.parse().ok().and_then(|region: Region| regions.of(region).map(folded)) {
            names.entry(name).or_insert(code);
        }
    }
    names
}

fn sorted(codes: &[&'static str], name: impl Fn(&str) -> Option<String>) -> Vec<Named> {
    let named = |code: &&'static str| Named { code, name: name(code).unwrap_or_else(|| (*code).to_owned()) };
    let mut names: Vec<_> = codes.iter().map(named).collect();
    names.sort_by_cached_key(|named| folded(&named.name));
    names
}

fn market_codes() -> HashMap<String, &'static str> {
    let others = OTHER_COUNTRY_NAMES.iter().map(|(name, code)| ((*name).to_owned(), *code));
    let named = TABLES.iter().flat_map(|tables| &tables.markets).map(|named| (folded(&named.name), named.code));
    others.chain(named).collect()
}

/// A name without case, accents and punctuation, for lookups and sorting.
pub(super) fn folded(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    for character in name.chars().flat_map(char::to_lowercase) {
        match character {
            'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => folded.push('a'),
            'ç' => folded.push('c'),
            'è' | 'é' | 'ê' | 'ë' => folded.push('e'),
            'ì' | 'í' | 'î' | 'ï' => folded.push('i'),
            'ñ' => folded.push('n'),
            'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' => folded.push('o'),
            'ù' | 'ú' | 'û' | 'ü' => folded.push('u'),
            'œ' => folded.push_str("oe"),
            '&' => folded.push_str(" and "),
            _ if character.is_alphanumeric() => folded.push(character),
            // A combining mark of a decomposed letter.
            '\u{300}'..='\u{36F}' => {}
            _ => folded.push(' '),
        }
    }
    let words = folded.split_whitespace().map(|word| if word == "st" { "saint" } else { word });
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_country_and_language_has_a_distinct_name_in_each_language() {
        for locale in Locale::ALL {
            for names in [locale.markets(), locale.languages()] {
                let nameless: Vec<_> = names.iter().filter(|named| named.code == named.name).collect();
                assert!(nameless.is_empty(), "{nameless:?}");
                let mut distinct: Vec<_> = names.iter().map(|named| folded(&named.name)).collect();
                distinct.dedup();
                assert_eq!(distinct.len(), names.len());
            }
        }
    }

    #[test]
    fn names_are_in_the_language() {
        assert_eq!(Locale::En.market("DE"), "Germany");
        assert_eq!(Locale::Fr.market("DE"), "Allemagne");
        assert_eq!(Locale::Fr.language("zh-Hant"), "chinois traditionnel");
        assert_eq!(Locale::En.language("pt-BR"), "Brazilian Portuguese");
    }

    #[test]
    fn an_unknown_code_is_shown_unchanged() {
        assert_eq!(Locale::Fr.market("QQ"), "QQ");
        assert_eq!(Locale::En.market("<script>"), "<script>");
        assert_eq!(Locale::En.language("qqx"), "qqx");
        assert_eq!(Locale::En.language("not a tag"), "not a tag");
    }

    #[test]
    fn names_with_accents_are_not_sorted_last() {
        let places: Vec<_> = Locale::Fr.markets().iter().map(|named| named.code).collect();
        let place = |wanted| places.iter().position(|code| *code == wanted);
        assert!(place("EG") < place("ES"), "Égypte before Espagne");
        assert!(place("ES") < place("FR"), "Espagne before France");
    }

    #[test]
    fn every_country_is_found_by_its_code_and_by_its_names() {
        for code in COUNTRIES {
            assert_eq!(market_code(&code.to_lowercase()), Some(code));
            for locale in Locale::ALL {
                assert_eq!(market_code(&locale.market(code)), Some(code));
            }
        }
        let typed = [("états-unis", "US"), (" ETATS UNIS ", "US"), ("usa", "US"), ("Bosnia and Herzegovina", "BA")];
        for (text, code) in typed {
            assert_eq!(market_code(text), Some(code), "{text}");
        }
        for (code, alpha_3) in COUNTRIES.iter().zip(ALPHA_3) {
            assert_eq!(market_code(&alpha_3.to_lowercase()), Some(*code));
        }
        let official = [
            ("Korea, Republic of", "KR"),
            ("Iran, Islamic Republic of", "IR"),
            ("Moldova, Republic of", "MD"),
            ("Tanzania, United Republic of", "TZ"),
            ("Taiwan, Province of China", "TW"),
            ("Syrian Arab Republic", "SY"),
            ("Brunei Darussalam", "BN"),
            ("Cabo Verde", "CV"),
            ("Democratic Republic of the Congo", "CD"),
            ("Congo, Democratic Republic of the", "CD"),
            ("Congo", "CG"),
            ("Bolivia (Plurinational State of)", "BO"),
            ("Bahamas, The", "BS"),
            ("Bahamas (the)", "BS"),
            ("Lao People\u{2019}s Democratic Republic", "LA"),
            ("Palestine, State of", "PS"),
            ("The Netherlands", "NL"),
            ("U.S.", "US"),
            ("UK", "GB"),
            ("XK", "XK"),
            ("GBR", "GB"),
            ("Korea (the Democratic People's Republic of)", "KP"),
            ("Federal Republic of Germany", "DE"),
            ("Virgin Islands (British)", "VG"),
            ("Micronesia (Federated States of)", "FM"),
            ("Venezuela (Bolivarian Republic of)", "VE"),
            ("Russian Federation (the)", "RU"),
            ("République de Moldavie", "MD"),
            ("Iran (République islamique d')", "IR"),
            ("République unie de Tanzanie", "TZ"),
            ("Viet Nam", "VN"),
            ("les Pays-Bas", "NL"),
            ("Deutschland", "DE"),
            ("España", "ES"),
            ("日本", "JP"),
            ("Россия", "RU"),
            ("Polska", "PL"),
            ("Ελλάδα", "GR"),
            ("Österreich", "AT"),
            ("Türkiye", "TR"),
            ("भारत", "IN"),
        ];
        for (text, code) in official {
            assert_eq!(market_code(text), Some(code), "{text}");
        }
        assert_eq!(market_code("Atlantis"), None);
        assert_eq!(market_code("Republic of Atlantis"), None);
        assert_eq!(market_code("ZZZ"), None);
        assert_eq!(market_code(""), None);
    }
}
