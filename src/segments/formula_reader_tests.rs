use super::*;
use crate::segments::formula::formula;
use crate::segments::samples::{self, choices, condition, rule};
use proptest::prelude::*;

fn read(text: &str, locale: Locale) -> Result<Rule, FormulaError> {
    read_formula(text, &samples::catalogue(), locale)
}

fn message(text: &str, locale: Locale) -> String {
    read(text, locale).expect_err(text).tell(text, locale)
}

#[test]
fn the_formula_of_the_issue_is_read_in_both_languages() {
    let market = |code| condition("market", Operator::Is, choices(&[code]));
    let spend = condition("spend_cents", Operator::AtLeast, Operand::Number(1_000));
    let known = condition("stars", Operator::IsKnown, Operand::Nothing);
    let expected = rule([(false, vec![market("FR"), market("BE")]), (false, vec![spend]), (true, vec![known])]);
    let english = "(Market == FR || Market == BE) && Spend in this app >= 10.00 && !(Rating is known)";
    let french = "(Marché == FR || Marché == BE) && Dépenses dans cette application >= 10,00
        && !(Évaluation a une valeur connue)";
    assert_eq!(read(english, Locale::En), Ok(expected.clone()));
    assert_eq!(read(french, Locale::Fr), Ok(expected));
}

#[test]
fn case_spaces_and_names_of_countries_are_taken_as_they_are_typed() {
    let expected = Ok(rule([(false, vec![condition("market", Operator::Is, choices(&["US"]))])]));
    for text in ["market==us", " MARKET  ==  United States ", "(Market == \"united states\")", "Market\u{A0}==\nUS"] {
        assert_eq!(read(text, Locale::En), expected, "{text}");
    }
    let age = condition("age_group", Operator::Is, choices(&["18_to_24"]));
    assert_eq!(read("groupe d\u{2019}âge == 18 à 24", Locale::Fr), Ok(rule([(false, vec![age])])));
    assert_eq!(read("everyone  available ", Locale::En), Ok(Rule::default()));
}

#[test]
fn an_error_names_the_place_what_was_expected_and_the_nearest_word() {
    assert_eq!(
        message("Markte == FR", Locale::En),
        "At character 1, “Markte == FR”: an attribute was expected. Did you mean “Market”?"
    );
    assert_eq!(
        message("Gender == Mael && Age >= 3", Locale::En),
        "At character 11, “Mael && Age >= 3”: one of the attribute's values was expected. Did you mean “Male”?"
    );
    assert_eq!(
        message("Marché == FR && Sexe == Masculn", Locale::Fr),
        "Au caractère 25, «\u{a0}Masculn\u{a0}»\u{a0}: une des valeurs de l'attribut était attendue. Vouliez-vous dire «\u{a0}Masculin\u{a0}»\u{a0}?"
    );
    assert_eq!(
        message("Age is knwon", Locale::En),
        "At character 5, “is knwon”: one of these was expected: >=, <=, in …..…, in the highest 10%, ==, !=, is known, \
         is unknown. Did you \
         mean “is known”?"
    );
    assert_eq!(
        message("Age >=", Locale::En),
        "At character 7, where the formula ends: a whole number was expected, such as 25."
    );
}

#[test]
fn alternatives_may_be_conditions_that_are_met_together() {
    let of = |exclude, alternatives: &[&[&str]]| {
        let one = |text: &&str| read(text, Locale::En).unwrap().conditions().next().unwrap().clone();
        let alternatives = alternatives.iter().map(|all| Alternative(all.iter().map(one).collect())).collect();
        Filter { exclude, alternatives }
    };
    let (a, b, c) = ("Age >= 3", "Gender == Male", "Rating >= 4");
    for (text, filters, written) in [
        ("(A && B) || C", vec![of(false, &[&[a, b], &[c]])], "(A && B) || C"),
        ("C || (A && B)", vec![of(false, &[&[c], &[a, b]])], "C || (A && B)"),
        ("((A && B) || C)", vec![of(false, &[&[a, b], &[c]])], "(A && B) || C"),
        ("!((A && B) || C)", vec![of(true, &[&[a, b], &[c]])], "!((A && B) || C)"),
        ("!(A && B)", vec![of(true, &[&[a, b]])], "!(A && B)"),
        ("(A && B)", vec![of(false, &[&[a, b]])], "(A && B)"),
        ("((A) && (B && C))", vec![of(false, &[&[a, b, c]])], "(A && B && C)"),
        ("((A && B) || C) && B", vec![of(false, &[&[a, b], &[c]]), of(false, &[&[b]])], "((A && B) || C) && B"),
    ] {
        let full = |text: &str| {
            text.replace('A', "{a}")
                .replace('B', "{b}")
                .replace('C', "{c}")
                .replace("{a}", a)
                .replace("{b}", b)
                .replace("{c}", c)
        };
        let rule = read(&full(text), Locale::En).unwrap();
        assert_eq!(rule, Rule { filters }, "{text}");
        assert_eq!(formula(&rule, &samples::catalogue(), Locale::En), full(written), "{text}");
        let stored = serde_json::to_string(&rule).unwrap();
        assert_eq!(serde_json::from_str::<Rule>(&stored).unwrap(), rule, "{stored}");
    }
}

#[test]
fn each_mistake_is_told_where_it_stands() {
    let places = [
        ("", 0, Expected::Attribute),
        ("Age >= 3 Gender == Male", 7, Expected::Number),
        ("Rating is known Gender", 16, Expected::Joiner),
        ("(Age >= 3 && Age <= 5", 21, Expected::Alternative),
        ("Age >= 3 || Age <= 1 && Gender == Male", 21, Expected::Parentheses),
        ("!(Age >= 3) || Age <= 1", 12, Expected::Parentheses),
        ("(Age >= 3 && Age <= 1 || Rating >= 4)", 22, Expected::Parentheses),
        ("(Age >= 3 || Age <= 1 && Rating >= 4)", 22, Expected::Parentheses),
        ("((Age >= 3 || Age <= 1) && Rating >= 4)", 11, Expected::Together),
        ("Age in 5..3", 10, Expected::RisingEnds),
        ("Age in 5", 8, Expected::Range),
        ("Market == Atlantis", 10, Expected::Market),
        ("Language == Klingonish", 12, Expected::Language),
        ("Campaign ID == summer sale", 15, Expected::Text),
        ("Campaign ID == \"summer", 15, Expected::ClosingQuote),
        ("Campaign ID == \"\\u{110000}\"", 15, Expected::ClosingQuote),
        ("Last used >= 2018-02-30", 13, Expected::Date),
        ("Last used in the last 0 days", 10, Expected::Days),
        ("Last used more than 99999999999999999999 days ago", 10, Expected::Days),
        ("Campaign ID contains \"\u{301}\"", 21, Expected::Part),
        ("Campaign ID contains", 20, Expected::Part),
        ("Campaign ID starts with summer sale", 24, Expected::Part),
        ("OS version >= Windows", 14, Expected::Version),
        ("OS version in 10.10..10.9", 21, Expected::RisingEnds),
        ("OS version in 10.10", 19, Expected::Range),
        ("Last used in the last 0 weeks", 10, Expected::Span(5_200)),
        ("Last used in the next 101 years", 10, Expected::Span(100)),
        ("Last used anniversary in the next 367 days", 10, Expected::Span(366)),
        ("Sessions in the highest 0%", 9, Expected::Percent),
        ("Sessions in the highest 100.00001 %", 9, Expected::Percent),
        ("Last used between 60 and 30 days ago", 10, Expected::RisingEnds),
        ("Last used between 0 and 40000 days ago", 10, Expected::DaysAgo),
        ("Spend in this app >= 1.005", 21, Expected::Amount),
        ("Gender not in Male", 14, Expected::OpenedList),
        ("Gender in (Male", 15, Expected::ListEnd),
        ("Member of == Nobody", 13, Expected::Group),
        ("[\"custom:gone\"] == 1", 0, Expected::Attribute),
    ];
    for (text, place, expected) in places {
        let error = read(text, Locale::En).expect_err(text);
        assert_eq!((error.place, error.expected), (place, expected), "{text}");
    }
    assert!(matches!(read("Gender >= Male", Locale::En).unwrap_err().expected, Expected::Comparison(_)));
    assert!(matches!(read("Member of is known", Locale::En).unwrap_err().expected, Expected::Comparison(_)));
}

#[test]
fn every_error_has_its_words_in_both_languages() {
    for locale in Locale::ALL {
        for text in ["x", "Age ~ 3", "Market == Atlantis", "\"", "\u{0}", "((", "Age >= 99999999999999999999"] {
            let message = message(text, locale);
            assert!(!message.contains("formula-"), "{message}");
        }
    }
}

#[test]
fn a_part_and_a_version_are_read_up_to_their_length() {
    let part = |length| format!("Campaign ID contains {}", "é".repeat(length));
    assert!(read(&part(200), Locale::En).is_ok());
    assert_eq!(read(&part(201), Locale::En).unwrap_err().expected, Expected::Part);
    let version = |length| format!("OS version >= {}", "1".repeat(length));
    assert!(read(&version(100), Locale::En).is_ok());
    assert_eq!(read(&version(101), Locale::En).unwrap_err().expected, Expected::Version);
}

#[test]
fn a_formula_beyond_a_limit_says_where_it_should_have_ended() {
    let expected = |text: &str| read(text, Locale::En).map_err(|error| (error.place, error.expected));
    let joined = |count: usize, joiner: &str| vec!["Age >= 3"; count].join(joiner);
    let filters = |count: usize, conditions: usize| vec![format!("({})", joined(conditions, "||")); count].join("&&");
    assert!([joined(50, "&&"), joined(50, "||"), filters(4, 50)].iter().all(|text| read(text, Locale::En).is_ok()));
    assert_eq!(expected(&joined(51, "&&")), Err((498, Expected::AtMostFilters)));
    assert_eq!(expected(&joined(51, "||")), Err((498, Expected::AtMostInFilter)));
    assert_eq!(expected(&filters(5, 41)), Err((2_009, Expected::AtMostConditions)));
    let values = |count: usize| format!("Campaign ID in ({})", vec!["c"; count].join(","));
    assert!(read(&values(10_000), Locale::En).is_ok());
    assert_eq!(expected(&values(10_001)), Err((20_016, Expected::AtMostValues)));
    let long = format!("Campaign ID == \"{}\"", "x".repeat(MOST_CHARACTERS));
    assert_eq!(expected(&long), Err((MOST_CHARACTERS, Expected::AtMostCharacters)));
    assert_eq!(
        message(&long, Locale::En),
        "At character 2,000,001, “xxxxxxxxxxxxxxxx\"”: the formula was expected to end, for it may have at most \
         2,000,000 characters."
    );
}

#[test]
fn a_list_of_thousands_of_values_is_read_with_each_of_them_once() {
    let codes: Vec<String> = (0..3_000).map(|code| format!("c{code}")).collect();
    let text = format!("Campaign ID in ({},c0,c2999)", codes.join(","));
    let rule = read(&text, Locale::En).unwrap();
    assert_eq!(rule.conditions().next().unwrap().operand, Operand::Choices(codes));
}

#[test]
fn a_formula_is_read_whatever_the_language_of_the_page() {
    let english = "(Market == France || Market == BE) && Age group == 18 to 24 && !(Last used more than 30 days ago)";
    let french = "(Marché == France || Marché == BE) && Groupe d'âge == 18 à 24 && !(Dernière utilisation remonte à plus de 30 jours)";
    let mixed =
        "(Market == France || Marché == BE) && Groupe d’âge in (18 to 24) && !(Last used remonte à plus de 30 jours)";
    let expected = read(english, Locale::En).unwrap();
    let any_of = |rule: &mut Rule| rule.filters[1].alternatives[0].0[0].operator = Operator::Is;
    for locale in Locale::ALL {
        assert_eq!(read(english, locale).as_ref(), Ok(&expected));
        assert_eq!(read(french, locale).as_ref(), Ok(&expected));
        let mut rule = read(mixed, locale).unwrap();
        any_of(&mut rule);
        assert_eq!(rule, expected);
        assert_eq!(read(&locale.text("formula-everyone"), Locale::En), Ok(Rule::default()));
    }
    assert_eq!(read("First purchase made == Oui", Locale::En), read("First purchase made == Yes", Locale::En));
}

#[test]
fn a_comma_is_read_in_the_language_of_the_names_beside_it() {
    let amount = |text: &str, locale| -> Result<i64, FormulaError> {
        match read(text, locale)?.filters[0].alternatives[0].0[0].operand {
            Operand::Number(number) => Ok(number),
            _ => panic!("a number"),
        }
    };
    assert_eq!(amount("Spend in this app >= 1,000.50", Locale::Fr), Ok(100_050), "an English formula in a French page");
    assert_eq!(amount("Dépenses dans cette application >= 10,50", Locale::En), Ok(1_050));
    assert_eq!(amount("Sessions >= 1,000", Locale::En), Ok(1_000));
    let error = amount("Sessions >= 1,000", Locale::Fr).unwrap_err();
    assert_eq!((error.place, error.expected), (12, Expected::Number), "nothing says that it is English");
}

#[test]
fn a_word_that_two_languages_have_means_what_it_does_in_that_of_the_page() {
    let catalogue = Catalogue::new(vec![Attribute::custom("sex", "Sexe", Kind::Choice)]);
    let key = |locale| {
        read_formula("Sexe == M", &catalogue, locale).unwrap().filters[0].alternatives[0].0[0].attribute.clone()
    };
    assert_eq!(key(Locale::En), Key::from("custom:sex"));
    assert_eq!(
        read_formula("Sexe == M", &catalogue, Locale::Fr).unwrap_err().expected,
        Expected::Choice,
        "the built-in one"
    );
}

#[test]
fn comparisons_are_read_in_the_words_of_the_form() {
    let same = [
        ("Age is between 18 and 24", "Age in 18..24"),
        ("Age is between 18..24", "Age in 18..24"),
        ("Market is any of FR, BE && Age is at least 18", "Market in (FR, BE) && Age >= 18"),
        ("Market is none of (FR, BE)", "Market not in (FR, BE)"),
        ("Market is France || Market is not BE", "Market == FR || Market != BE"),
        ("Last used is in the last 30 days", "Last used in the last 30 days"),
        ("Last used is more than 7 days ago", "Last used more than 7 days ago"),
        ("Last used is on or after 2018-01-01", "Last used >= 2018-01-01"),
        ("Marché est l'un de FR, BE", "Market in (FR, BE)"),
        ("Marché est l’un de (FR, BE)", "Market in (FR, BE)"),
        ("Âge est entre 18 et 24", "Age in 18..24"),
        ("Dernière utilisation est dans les 30 derniers jours", "Last used in the last 30 days"),
    ];
    for (words, symbols) in same.into_iter() {
        let expected = read(symbols, Locale::En).expect(symbols);
        for locale in Locale::ALL {
            assert_eq!(read(words, locale).as_ref(), Ok(&expected), "{words}");
        }
    }
    let forms = message("Age is betwen 18 and 24", Locale::En);
    assert!(forms.contains("one of these was expected"), "{forms}");
}

/// How many times parsing the formula reads a character.
fn looks(text: &str) -> usize {
    let catalogue = samples::catalogue();
    let mut reader = Reader::new(text, &catalogue, &Locale::ALL);
    let _ = reader.formula();
    reader.cursor.looks.get()
}

#[test]
fn reading_takes_work_in_step_with_the_length() {
    type Shape = fn(usize) -> String;
    let shapes: [(&str, Shape); 9] = [
        ("spaces in a value", |size| format!("Market == a{}b", " ".repeat(size))),
        ("spaces in a number", |size| format!("Age == 1{}2", " ".repeat(size))),
        ("spaces in a name", |size| format!("App{}x", " ".repeat(size))),
        ("spaces before a comparison", |size| format!("Age{}== 3", " ".repeat(size))),
        ("spaces at the end", |size| format!("Age == 3{}", " ".repeat(size))),
        ("spaces alone", |size| " ".repeat(size)),
        ("a long word", |size| "A".repeat(size)),
        ("a long value", |size| format!("Market == \"{}\"", "A".repeat(size))),
        ("a long list", |size| format!("Campaign ID in ({})", vec!["c"; size / 2].join(","))),
    ];
    for (name, shape) in shapes {
        let (half, whole) = (looks(&shape(9_000)), looks(&shape(18_000)));
        assert!(whole <= 2 * half + 1_000, "{name}: {half} looks, then {whole} at twice the length");
        // At most a few reads per character for each of the 32 attributes.
        assert!(whole <= 18_100 * 100, "{name}: {whole} looks");
    }
}

fn any_rule() -> impl Strategy<Value = Rule> {
    let filter = samples::any_filter().prop_filter("attributes that exist", |filter| {
        filter.conditions().all(|condition| condition.attribute != Key::from("custom:lost"))
    });
    proptest::collection::vec(filter, 0..5).prop_map(|filters| Rule { filters })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn a_rule_comes_back_from_its_formula_and_the_formula_from_its_rule(rule in any_rule()) {
        let catalogue = samples::catalogue();
        for locale in Locale::ALL {
            let written = formula(&rule, &catalogue, locale);
            let read = read_formula(&written, &catalogue, locale);
            prop_assert_eq!(read.as_ref(), Ok(&rule), "{}", written);
            prop_assert_eq!(formula(&rule, &catalogue, locale), written);
        }
    }

    #[test]
    fn any_text_comes_back_from_its_formula(text in any::<String>()) {
        let rule = rule([(false, vec![condition("referrer_domain", Operator::IsAnyOf, choices(&[text.as_str()]))])]);
        let catalogue = samples::catalogue();
        for locale in Locale::ALL {
            let written = formula(&rule, &catalogue, locale);
            if text.chars().count() <= 300 {
                prop_assert_eq!(read_formula(&written, &catalogue, locale), Ok(rule.clone()), "{}", written);
            }
        }
    }

    #[test]
    fn no_text_brings_the_reader_down(text in "[ -~éà«»’\u{A0}]{0,60}", word in "(Age|Market|Spend in this app|Last used) (==|in|>=|in the last) .{0,20}") {
        for locale in Locale::ALL {
            for text in [&text, &word] {
                if let Err(error) = read(text, locale) {
                    prop_assert!(error.place <= text.chars().count());
                    prop_assert!(!error.tell(text, locale).is_empty());
                }
            }
        }
    }
}
