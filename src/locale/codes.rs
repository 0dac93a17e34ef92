//! The codes that the product knows: countries of ISO 3166-1 and languages of BCP 47. Their names come from the CLDR;
//! only additional names that people type are listed here.

/// The alpha-2 codes of ISO 3166-1.
#[rustfmt::skip]
pub const COUNTRIES: [&str; 249] = [
    "AD", "AE", "AF", "AG", "AI", "AL", "AM", "AO", "AQ", "AR", "AS", "AT", "AU", "AW", "AX", "AZ",
    "BA", "BB", "BD", "BE", "BF", "BG", "BH", "BI", "BJ", "BL", "BM", "BN", "BO", "BQ", "BR", "BS", "BT", "BV", "BW", "BY", "BZ",
    "CA", "CC", "CD", "CF", "CG", "CH", "CI", "CK", "CL", "CM", "CN", "CO", "CR", "CU", "CV", "CW", "CX", "CY", "CZ",
    "DE", "DJ", "DK", "DM", "DO", "DZ", "EC", "EE", "EG", "EH", "ER", "ES", "ET", "FI", "FJ", "FK", "FM", "FO", "FR",
    "GA", "GB", "GD", "GE", "GF", "GG", "GH", "GI", "GL", "GM", "GN", "GP", "GQ", "GR", "GS", "GT", "GU", "GW", "GY",
    "HK", "HM", "HN", "HR", "HT", "HU", "ID", "IE", "IL", "IM", "IN", "IO", "IQ", "IR", "IS", "IT", "JE", "JM", "JO", "JP",
    "KE", "KG", "KH", "KI", "KM", "KN", "KP", "KR", "KW", "KY", "KZ", "LA", "LB", "LC", "LI", "LK", "LR", "LS", "LT", "LU", "LV", "LY",
    "MA", "MC", "MD", "ME", "MF", "MG", "MH", "MK", "ML", "MM", "MN", "MO", "MP", "MQ", "MR", "MS", "MT", "MU", "MV", "MW", "MX", "MY", "MZ",
    "NA", "NC", "NE", "NF", "NG", "NI", "NL", "NO", "NP", "NR", "NU", "NZ", "OM",
    "PA", "PE", "PF", "PG", "PH", "PK", "PL", "PM", "PN", "PR", "PS", "PT", "PW", "PY", "QA", "RE", "RO", "RS", "RU", "RW",
    "SA", "SB", "SC", "SD", "SE", "SG", "SH", "SI", "SJ", "SK", "SL", "SM", "SN", "SO", "SR", "SS", "ST", "SV", "SX", "SY", "SZ",
    "TC", "TD", "TF", "TG", "TH", "TJ", "TK", "TL", "TM", "TN", "TO", "TR", "TT", "TV", "TW", "TZ", "UA", "UG", "UM", "US", "UY", "UZ",
    "VA", "VC", "VE", "VG", "VI", "VN", "VU", "WF", "WS", "YE", "YT", "ZA", "ZM", "ZW",
];

/// The languages offered by name: base languages, and variants that apps often distinguish.
#[rustfmt::skip]
pub const LANGUAGES: [&str; 121] = [
    "af", "am", "ar", "as", "az", "be", "bg", "bn", "bs", "ca", "ckb", "cs", "cy", "da",
    "de", "de-AT", "de-CH", "el", "en", "en-AU", "en-CA", "en-GB", "en-US", "eo", "es", "es-419", "es-ES", "es-MX", "et", "eu",
    "fa", "fi", "fil", "fo", "fr", "fr-CA", "fr-CH", "fy", "ga", "gd", "gl", "gu", "ha", "haw", "he", "hi", "hr", "ht", "hu", "hy",
    "id", "ig", "is", "it", "ja", "jv", "ka", "kk", "km", "kn", "ko", "ku", "ky", "la", "lb", "lo", "lt", "lv",
    "mg", "mi", "mk", "ml", "mn", "mr", "ms", "mt", "my", "nb", "ne", "nl", "nl-BE", "nn", "no", "or", "pa", "pl", "ps",
    "pt", "pt-BR", "pt-PT", "ro", "ru", "rw", "sd", "si", "sk", "sl", "so", "sq", "sr", "sv", "sw",
    "ta", "te", "tg", "th", "ti", "tk", "tr", "tt", "ug", "uk", "ur", "uz", "vi", "xh", "yo",
    "zh", "zh-Hans", "zh-Hant", "zu",
];

/// Additional names of countries, normalised as in lookups (`names::folded`).
#[rustfmt::skip]
pub const OTHER_COUNTRY_NAMES: [(&str, &str); 27] = [
    ("america", "US"), ("united states of america", "US"), ("usa", "US"), ("etats unis d amerique", "US"),
    ("great britain", "GB"), ("uk", "GB"), ("grande bretagne", "GB"), ("united kingdom of great britain and northern ireland", "GB"),
    ("turkey", "TR"), ("czech republic", "CZ"), ("republique tcheque", "CZ"), ("ivory coast", "CI"), ("holland", "NL"),
    ("burma", "MM"), ("myanmar", "MM"), ("birmanie", "MM"), ("swaziland", "SZ"), ("cape verde", "CV"), ("east timor", "TL"),
    ("macedonia", "MK"), ("hong kong", "HK"), ("macau", "MO"), ("macao", "MO"), ("palestine", "PS"), ("viet nam", "VN"),
    ("russian federation", "RU"), ("republic of korea", "KR"),
];
