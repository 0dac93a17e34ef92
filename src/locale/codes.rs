//! The codes that the product knows: countries of ISO 3166-1 and languages of BCP 47. Their names come from the CLDR;
//! only additional names that people type are listed here.

/// The alpha-2 codes of ISO 3166-1, and XK, by which Kosovo is known in practice.
#[rustfmt::skip]
pub const COUNTRIES: [&str; 250] = [
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
    "VA", "VC", "VE", "VG", "VI", "VN", "VU", "WF", "WS", "XK", "YE", "YT", "ZA", "ZM", "ZW",
];

/// The alpha-3 codes of the same countries, in the same order.
#[rustfmt::skip]
pub const ALPHA_3: [&str; 250] = [
    "AND", "ARE", "AFG", "ATG", "AIA", "ALB", "ARM", "AGO", "ATA", "ARG", "ASM", "AUT", "AUS", "ABW", "ALA", "AZE",
    "BIH", "BRB", "BGD", "BEL", "BFA", "BGR", "BHR", "BDI", "BEN", "BLM", "BMU", "BRN", "BOL", "BES", "BRA", "BHS", "BTN", "BVT", "BWA", "BLR", "BLZ",
    "CAN", "CCK", "COD", "CAF", "COG", "CHE", "CIV", "COK", "CHL", "CMR", "CHN", "COL", "CRI", "CUB", "CPV", "CUW", "CXR", "CYP", "CZE",
    "DEU", "DJI", "DNK", "DMA", "DOM", "DZA", "ECU", "EST", "EGY", "ESH", "ERI", "ESP", "ETH", "FIN", "FJI", "FLK", "FSM", "FRO", "FRA",
    "GAB", "GBR", "GRD", "GEO", "GUF", "GGY", "GHA", "GIB", "GRL", "GMB", "GIN", "GLP", "GNQ", "GRC", "SGS", "GTM", "GUM", "GNB", "GUY",
    "HKG", "HMD", "HND", "HRV", "HTI", "HUN", "IDN", "IRL", "ISR", "IMN", "IND", "IOT", "IRQ", "IRN", "ISL", "ITA", "JEY", "JAM", "JOR", "JPN",
    "KEN", "KGZ", "KHM", "KIR", "COM", "KNA", "PRK", "KOR", "KWT", "CYM", "KAZ", "LAO", "LBN", "LCA", "LIE", "LKA", "LBR", "LSO", "LTU", "LUX", "LVA", "LBY",
    "MAR", "MCO", "MDA", "MNE", "MAF", "MDG", "MHL", "MKD", "MLI", "MMR", "MNG", "MAC", "MNP", "MTQ", "MRT", "MSR", "MLT", "MUS", "MDV", "MWI", "MEX", "MYS", "MOZ",
    "NAM", "NCL", "NER", "NFK", "NGA", "NIC", "NLD", "NOR", "NPL", "NRU", "NIU", "NZL", "OMN",
    "PAN", "PER", "PYF", "PNG", "PHL", "PAK", "POL", "SPM", "PCN", "PRI", "PSE", "PRT", "PLW", "PRY", "QAT", "REU", "ROU", "SRB", "RUS", "RWA",
    "SAU", "SLB", "SYC", "SDN", "SWE", "SGP", "SHN", "SVN", "SJM", "SVK", "SLE", "SMR", "SEN", "SOM", "SUR", "SSD", "STP", "SLV", "SXM", "SYR", "SWZ",
    "TCA", "TCD", "ATF", "TGO", "THA", "TJK", "TKL", "TLS", "TKM", "TUN", "TON", "TUR", "TTO", "TUV", "TWN", "TZA", "UKR", "UGA", "UMI", "USA", "URY", "UZB",
    "VAT", "VCT", "VEN", "VGB", "VIR", "VNM", "VUT", "WLF", "WSM", "XKX", "YEM", "MYT", "ZAF", "ZMB", "ZWE",
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

/// Additional names of languages, normalised as in lookups (`names::folded`): those in English and French that do not
/// follow from the CLDR's.
#[rustfmt::skip]
pub const OTHER_LANGUAGE_NAMES: &[(&str, &str)] = &[
    ("mandarin", "zh"), ("mandarin chinese", "zh"), ("chinese simplified", "zh-Hans"), ("chinois simplifie", "zh-Hans"), ("chinese traditional", "zh-Hant"),
    ("chinois traditionnel", "zh-Hant"), ("mandarin simplified", "zh-Hans"), ("castilian", "es"), ("castillan", "es"), ("castellano", "es"), ("valencian", "ca"),
    ("flemish", "nl-BE"), ("flamand", "nl-BE"), ("vlaams", "nl-BE"), ("farsi", "fa"), ("persian", "fa"), ("perse", "fa"), ("norwegian", "no"), ("norvegien", "no"),
    ("bokmal", "nb"), ("nynorsk", "nn"), ("tagalog", "fil"), ("pilipino", "fil"), ("moldovan", "ro"), ("moldave", "ro"), ("gaelic", "gd"), ("irish gaelic", "ga"),
    ("brazilian", "pt-BR"), ("bresilien", "pt-BR"), ("myanmar", "my"), ("oriya", "or"), ("panjabi", "pa"), ("kirghiz", "ky"), ("uighur", "ug"), ("sinhalese", "si"),
    ("byelorussian", "be"), ("slovene", "sl"), ("kurmanji", "ku"), ("sorani", "ckb"), ("quebecois", "fr-CA"), ("uk english", "en-GB"), ("us english", "en-US"),
    ("english uk", "en-GB"), ("english us", "en-US"), ("modern greek", "el"), ("bahasa indonesia", "id"), ("bahasa", "id"), ("bahasa melayu", "ms"), ("haitian", "ht"),
];

/// Additional names of countries, normalised as in lookups (`names::folded`): official names of ISO 3166-1 in English and
/// French that do not follow from the CLDR's, former names, and usual short forms.
#[rustfmt::skip]
pub const OTHER_COUNTRY_NAMES: &[(&str, &str)] = &[
    ("america", "US"), ("united states of america", "US"), ("usa", "US"), ("u s", "US"), ("u s a", "US"), ("etats unis d amerique", "US"), ("estados unidos", "US"),
    ("great britain", "GB"), ("uk", "GB"), ("u k", "GB"), ("g b", "GB"), ("britain", "GB"), ("england", "GB"), ("scotland", "GB"), ("wales", "GB"), ("northern ireland", "GB"),
    ("grande bretagne", "GB"), ("angleterre", "GB"), ("ecosse", "GB"), ("united kingdom of great britain and northern ireland", "GB"),
    ("royaume uni de grande bretagne et d irlande du nord", "GB"), ("turkey", "TR"), ("turkiye", "TR"), ("czech republic", "CZ"), ("republique tcheque", "CZ"),
    ("ivory coast", "CI"), ("holland", "NL"), ("hollande", "NL"), ("netherlands kingdom of", "NL"), ("burma", "MM"), ("myanmar", "MM"), ("birmanie", "MM"), ("swaziland", "SZ"),
    ("cape verde", "CV"), ("cabo verde", "CV"), ("east timor", "TL"), ("timor oriental", "TL"), ("macedonia", "MK"), ("former yugoslav republic of macedonia", "MK"),
    ("hong kong", "HK"), ("macau", "MO"), ("macao", "MO"), ("palestine", "PS"), ("palestinian territory", "PS"), ("palestinian territory occupied", "PS"),
    ("viet nam", "VN"), ("russian federation", "RU"), ("republic of korea", "KR"), ("korea south", "KR"), ("korea", "KR"), ("republique de coree", "KR"),
    ("democratic people s republic of korea", "KP"), ("korea north", "KP"), ("korea democratic people s republic of", "KP"), ("republique populaire democratique de coree", "KP"),
    ("lao people s democratic republic", "LA"), ("republique democratique populaire lao", "LA"), ("syrian arab republic", "SY"), ("republique arabe syrienne", "SY"),
    ("brunei darussalam", "BN"), ("taiwan province of china", "TW"), ("taiwan republic of china", "TW"), ("libyan arab jamahiriya", "LY"), ("holy see", "VA"), ("saint siege", "VA"),
    ("holy see vatican city state", "VA"), ("democratic republic of the congo", "CD"), ("congo democratic republic of the", "CD"), ("congo the democratic republic of the", "CD"),
    ("republique democratique du congo", "CD"), ("congo republique democratique du", "CD"), ("dr congo", "CD"), ("drc", "CD"), ("zaire", "CD"), ("congo kinshasa", "CD"),
    ("congo", "CG"), ("republic of the congo", "CG"), ("republique du congo", "CG"), ("congo brazzaville", "CG"),
    ("virgin islands british", "VG"), ("virgin islands u s", "VI"), ("virgin islands us", "VI"), ("iles vierges britanniques", "VG"), ("iles vierges des etats unis", "VI"),
    ("saint martin french part", "MF"), ("saint martin partie francaise", "MF"), ("sint maarten dutch part", "SX"), ("saint martin partie neerlandaise", "SX"),
    ("falkland islands malvinas", "FK"), ("iles malouines", "FK"), ("falkland islands the malvinas", "FK"), ("south georgia and the south sandwich islands", "GS"),
    ("bonaire sint eustatius and saba", "BQ"), ("saint helena ascension and tristan da cunha", "SH"), ("united states minor outlying islands", "UM"),
    ("cocos keeling islands", "CC"), ("svalbard and jan mayen", "SJ"), ("heard island and mcdonald islands", "HM"), ("french southern territories", "TF"), ("uae", "AE"),
    ("emirats", "AE"), ("pitcairn", "PN"), ("reunion", "RE"), ("curacao", "CW"), ("aland islands", "AX"), ("bolivia plurinational state of", "BO"), ("china mainland", "CN"),
    ("people s republic of china", "CN"), ("republique populaire de chine", "CN"), ("prc", "CN"), ("kosovo", "XK"), ("republic of ireland", "IE"), ("eire", "IE"),
    ("bielorussie", "BY"), ("belarus", "BY"), ("moldavie", "MD"), ("trinidad", "TT"), ("antigua", "AG"), ("bosnia", "BA"), ("slovak republic", "SK"), ("kyrgyz republic", "KG"),
];

/// What stands before the name of a country in its official name, folded: *Republic of* Moldova, or Moldova, *Republic of*.
#[rustfmt::skip]
pub const FORMS_OF_STATE: &[&str] = &[
    "the", "republic of", "republic of the", "the republic of", "kingdom of", "the kingdom of", "kingdom of the", "state of", "the state of", "states of", "islamic republic of", "islamic republic of the",
    "united republic of", "plurinational state of", "bolivarian republic of", "federated states of", "principality of", "grand duchy of", "commonwealth of", "commonwealth of the",
    "federal republic of", "arab republic of", "co operative republic of", "cooperative republic of", "socialist republic of", "people s republic of", "people s democratic republic of",
    "democratic republic of", "federal democratic republic of", "democratic socialist republic of", "union of", "union of the", "sultanate of", "oriental republic of", "independent state of", "hashemite kingdom of",
    "gabonese republic of", "united mexican states of", "province of", "dominion of", "federation of",
    "le", "la", "l", "les", "republique de", "republique du", "republique d", "republique des", "royaume de", "royaume du", "royaume d", "royaume des", "etat de", "etat du", "etat d", "etats federes de",
    "republique islamique d", "republique islamique de", "republique unie de", "republique federale de", "republique federale d", "republique federale du", "republique arabe d", "federation de", "etat plurinational de",
    "republique bolivarienne du", "principaute de", "principaute d", "grand duche de", "republique socialiste du", "republique populaire du", "republique de l", "sultanat d", "province de", "republique cooperative du",
];
