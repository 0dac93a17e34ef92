//! Reads choices by code or by label, in English or French, ignoring case, accents and punctuation.

use crate::reading::cell::is_unknown;
use crate::reading::refusal::Reason;
use crate::segments::choices::{AcquisitionType, Channel, DeviceType, Gender};
use crate::text::folded;
use strum::VariantArray;

/// A choice with a closed list of codes.
pub trait Choice: VariantArray + Into<&'static str> + Copy {
    /// Other words for it than its code, folded: those of English and French files, and of the exports of Microsoft
    /// Partner Center, Google Play, App Store Connect, Shopify, Stripe and RevenueCat. A word that ends in `*` is the
    /// beginning of several, such as the names of models.
    fn words(self) -> &'static [&'static str];
}

impl Choice for Gender {
    #[rustfmt::skip]
    fn words(self) -> &'static [&'static str] {
        match self {
            Self::Female => &[
                "f", "w", "woman", "women", "girl", "lady", "she", "sheher", "femme", "femmes", "feminin", "feminine", "fille", "dame", "elle",
                "mme", "madame", "mlle", "mademoiselle", "mrs", "ms", "miss",
            ],
            Self::Male => &[
                "m", "h", "man", "men", "boy", "guy", "he", "hehim", "homme", "hommes", "masculin", "masculine", "garcon", "il", "mr", "monsieur", "sir",
            ],
            Self::Other => &[
                "x", "o", "d", "nb", "mx", "others", "nonbinary", "enby", "diverse", "divers", "genderqueer", "genderfluid", "agender", "intersex",
                "thirdgender", "they", "theythem", "selfdescribe", "prefertoselfdescribe", "notlisted", "custom", "neutral",
                "autre", "autres", "nonbinaire", "nongenre", "nongenree", "neutre", "iel", "intersexe", "troisiemegenre",
            ],
        }
    }
}

impl Choice for AcquisitionType {
    #[rustfmt::skip]
    fn words(self) -> &'static [&'static str] {
        match self {
            Self::Free => &["freeapp", "freedownload", "freeofcharge", "gratuit", "gratuite", "gratuitement", "gratis", "telechargementgratuit"],
            Self::Trial => &[
                "freetrial", "trialing", "trialling", "trialed", "trialstarted", "timetrial", "usagetrial", "demo", "evaluation",
                "essai", "enessai", "versiondessai", "periodedessai", "essaigratuit", "demonstration",
            ],
            Self::Paid => &[
                "purchase", "purchased", "bought", "buy", "paidapp", "onetime", "onetimepurchase", "onetimeproduct", "managedproduct", "consumable", "nonconsumable",
                "iap", "inapp", "inapppurchase", "inapppurchases", "inappproduct", "inappitem", "nonrenewingpurchase", "preorder", "preordered", "chargedpreorder",
                "disk", "disc", "prepaid", "prepaidcode", "lifetime", "perpetual", "institutionalpurchase", "volumepurchase", "volumepurchasebyorganizations",
                "payant", "payante", "paye", "payee", "achat", "achete", "achetee", "achatunique", "achatintegre", "achatsintegres", "achatinapp", "precommande", "avie",
            ],
            Self::PromotionalCode => &[
                "promocode", "promo", "promotion", "promotional", "code", "offercode", "coupon", "couponcode", "voucher", "vouchercode", "giftcode", "redeemcode",
                "redeemedcode", "discountcode", "customcode", "codepromotionnel", "codepromo", "promotionnel", "codedereduction", "codecadeau", "bondereduction",
            ],
            Self::Subscription => &[
                "subscribed", "subscriber", "subs", "sub", "subscriptioniap", "autorenewable", "autorenewablesubscription", "autorenewingsubscription",
                "autorenewsubscription", "nonrenewingsubscription", "recurring", "renewal", "initialpurchase", "membership", "monthly", "yearly", "annual", "weekly",
                "xboxgamepass", "gamepass", "playpass", "googleplaypass", "applearcade", "abonnement", "abonne", "abonnee", "mensuel", "annuel", "renouvellement",
                "abonnementautomatique", "adhesion",
            ],
            Self::Other => &[
                "others", "privateaudience", "cancelledpreorder", "canceledpreorder", "failedpreorder", "preinstalled", "preloaded", "preload", "redownload", "restored",
                "restore", "update", "transfer", "gift", "family", "familysharing", "autre", "autres", "preinstalle", "preinstallee", "cadeau", "partagefamilial",
            ],
        }
    }
}

impl Choice for DeviceType {
    #[rustfmt::skip]
    fn words(self) -> &'static [&'static str] {
        match self {
            Self::Pc => &[
                "desktop*", "laptop*", "notebook", "computer", "personalcomputer", "workstation", "windows", "windowsdesktop", "windowspc", "pc*", "mac", "macos", "macosx",
                "macbook*", "macmini*", "macpro*", "macstudio*", "imac*", "chromebook*", "chromeos", "linux", "surfacelaptop*", "surfacestudio*", "ordinateur*",
            ],
            Self::Phone => &[
                "mobile", "mobiles", "smartphone*", "mobilephone", "cellphone", "cell", "handset", "featurephone", "phablet", "phones", "iphone*", "ipod*", "androidphone",
                "androidmobile", "windowsmobile", "windowsphone*", "telephone*", "portable",
            ],
            Self::Tablet => &[
                "tablets", "tabletpc", "ipad*", "androidtablet", "galaxytab*", "kindle*", "firetablet", "pixeltablet", "surfacego*", "surfacepro*", "tablette*",
            ],
            Self::Console => &[
                "consoles", "consolexbox*", "xbox*", "windowsxbox", "gameconsole", "gamesconsole", "gamingconsole", "playstation*", "ps3", "ps4", "ps5", "nintendo*", "steamdeck",
                "consoledejeu*", "consoledesalon",
            ],
            Self::Holographic => &[
                "hololens*", "windowsholographic*", "mixedreality", "windowsmixedreality", "virtualreality", "augmentedreality", "vr", "ar", "xr", "headset", "vrheadset",
                "oculus*", "metaquest*", "visionpro", "applevision*", "visionos", "holographique", "realitemixte", "realitevirtuelle", "realiteaugmentee", "casquevr",
            ],
            Self::Iot => &[
                "internetofthings", "windowsiot*", "iotcore", "iotdevice", "embedded", "raspberrypi*", "appliance", "internetdesobjets", "ido", "objetconnecte", "objetsconnectes",
            ],
            Self::Other => &[
                "others", "server", "serveur", "web", "browser", "tv", "smarttv", "connectedtv", "television", "televiseur", "appletv*", "androidtv*", "googletv*", "firetv*",
                "tvos", "settopbox", "chromecast*", "roku*", "watch", "smartwatch", "wearable", "wear", "wearos", "watchos", "applewatch*", "car", "automotive", "androidauto",
                "carplay", "autre", "autres", "tvconnectee", "montre*", "voiture", "navigateur",
            ],
        }
    }
}

impl Choice for Channel {
    #[rustfmt::skip]
    fn words(self) -> &'static [&'static str] {
        match self {
            Self::StoreTraffic => &[
                "store", "organic", "organicsearch", "search", "browse", "explore", "discovery", "featured", "storesearch", "storebrowse", "storeclient", "appstore",
                "appstoresearch", "appstorebrowse", "playstore", "playstoreorganic", "googleplay", "googleplaysearch", "googleplayexplore", "googlesearchorganic",
                "microsoftstore*", "windowsstore", "windowsphonestoreclient", "organique", "trafic", "traficdustore", "traficstore", "traficorganique", "recherche",
                "rechercheorganique", "decouverte", "boutique", "playstoreorganique", "recherchedanslappstore", "recherchegoogleplay",
            ],
            Self::CustomCampaign => &[
                "campaign", "campaigns", "customcampaigns", "paid", "paidsearch", "paidsocial", "ad", "ads", "advertising", "adwords", "googleads", "googleadwords",
                "applesearchads", "searchads", "facebookads", "metaads", "microsoftads", "bingads", "tiktokads", "socialads", "cpc", "ppc", "cpi", "cpm", "display", "banner", "sponsored",
                "utm", "trackedchannel", "trackedchannels", "trackedchannelsutm", "email", "emailing", "newsletter", "sms", "push", "affiliate", "affiliates", "influencer",
                "campagne", "campagnes", "campagnepersonnalisee", "publicite", "pub", "annonce", "annonces", "courriel", "infolettre", "affiliation", "canauxsuivis", "canauxsuivisutm",
            ],
            Self::Other => &[
                "others", "referral", "referrals", "referrer", "thirdpartyreferral", "thirdpartyreferrals", "thirdpartyreferrers", "appreferrer", "webreferrer", "web", "website",
                "direct", "link", "qr", "qrcode", "appclip", "institutionalpurchase", "pos", "pointofsale", "onlinestore", "draftorders", "shopifydraftorder", "social", "socialmedia",
                "wordofmouth", "autre", "autres", "siteweb", "lien", "accesdirect", "parrainage", "reseauxsociaux", "boucheaoreille", "boutiqueenligne", "pointdevente",
            ],
        }
    }
}

/// The choice that `text` names; `None` for a word for unknown, an error for any other text.
pub fn parse_choice<C: Choice>(text: &str) -> Result<Option<C>, Reason> {
    let code = |choice: &C| -> &'static str { (*choice).into() };
    let find = |is_named: &dyn Fn(&C) -> bool| C::VARIANTS.iter().copied().find(|choice| is_named(choice));
    if let Some(choice) = find(&|choice| code(choice).eq_ignore_ascii_case(text)) {
        return Ok(Some(choice));
    }
    let name = folded(text);
    if is_unknown(text) {
        return Ok(None);
    }
    let by_code = find(&|choice| folded(code(choice)) == name);
    let found = by_code.or_else(|| find(&|choice| choice.words().iter().any(|word| is_meant(&name, word))));
    found.map(Some).ok_or(Reason::Choice)
}

/// Whether a folded name is this word, or begins with it if the word ends in `*`.
fn is_meant(name: &str, word: &str) -> bool {
    word.strip_suffix('*').map_or_else(|| name == word, |beginning| name.starts_with(beginning))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Locale;

    fn is_found_by_its_code_and_its_labels<C: Choice + PartialEq + std::fmt::Debug>(name: &str) {
        for choice in C::VARIANTS {
            let code: &str = (*choice).into();
            assert_eq!(parse_choice(&code.to_uppercase()), Ok(Some(*choice)));
            for locale in Locale::ALL {
                let label = locale.text(&format!("choice-{name}-{}", code.replace('_', "-")));
                assert_eq!(parse_choice(&label), Ok(Some(*choice)), "{label}");
            }
        }
    }

    #[test]
    fn every_choice_is_found_by_its_code_and_its_labels() {
        is_found_by_its_code_and_its_labels::<Gender>("gender");
        is_found_by_its_code_and_its_labels::<AcquisitionType>("acquisition-type");
        is_found_by_its_code_and_its_labels::<DeviceType>("device-type");
        is_found_by_its_code_and_its_labels::<Channel>("channel");
    }

    #[test]
    fn short_forms_are_recognised_and_unknown_has_no_value() {
        assert_eq!(parse_choice("F"), Ok(Some(Gender::Female)));
        assert_eq!(parse_choice("Féminin"), Ok(Some(Gender::Female)));
        assert_eq!(parse_choice("Windows.Desktop"), Ok(Some(DeviceType::Pc)));
        assert_eq!(parse_choice::<Gender>("Unknown"), Ok(None));
        assert_eq!(parse_choice::<Gender>("N/A"), Ok(None));
        assert_eq!(parse_choice::<Gender>("robot"), Err(Reason::Choice));
    }

    fn all_mean<C: Choice + PartialEq + std::fmt::Debug>(choice: C, texts: &[&str]) {
        for text in texts {
            assert_eq!(parse_choice(text), Ok(Some(choice)), "{text}");
        }
    }

    #[test]
    fn the_words_of_stores_and_payment_services_are_recognised() {
        all_mean(Gender::Female, &["F", "Mme", "Mlle", "Miss", "she/her", "Femme"]);
        all_mean(Gender::Male, &["m", "H", "M.", "Mr.", "he/him", "Homme"]);
        all_mean(Gender::Other, &["X", "Non-binary", "non binaire", "Diverse", "Mx.", "Autre"]);
        all_mean(
            DeviceType::Pc,
            &["PC", "Desktop", "Windows.Desktop", "MacBook Pro", "Chromebook", "Ordinateur portable"],
        );
        all_mean(
            DeviceType::Phone,
            &["Phone", "Mobile", "iPhone", "iPhone14,2", "iPod touch", "Windows Phone 8.1", "Téléphone"],
        );
        all_mean(DeviceType::Tablet, &["iPad", "iPad13,4", "Android tablet", "Tablette"]);
        all_mean(DeviceType::Console, &["Console-Xbox One", "Console-Xbox Series X", "Xbox Series S", "PlayStation 5"]);
        all_mean(DeviceType::Holographic, &["HoloLens 2", "Windows.Holographic", "Apple Vision Pro", "XR"]);
        all_mean(DeviceType::Other, &["TV", "Apple TV", "Android TV", "Wear OS", "Apple Watch", "Server", "Car"]);
        let paid = [
            "Iap",
            "In-App Purchase",
            "Pre Order",
            "Charged Pre Order",
            "Disk",
            "Prepaid Code",
            "one_time",
            "Achat intégré",
        ];
        all_mean(AcquisitionType::Paid, &paid);
        all_mean(AcquisitionType::Free, &["Free", "Gratuit"]);
        all_mean(AcquisitionType::Trial, &["Trial", "TRIAL", "trialing", "Free trial", "Essai gratuit"]);
        all_mean(
            AcquisitionType::PromotionalCode,
            &["Promotional code", "PROMOTIONAL", "Offer code", "Coupon", "Code promo"],
        );
        let subscriptions =
            ["Subscription Iap", "Xbox Game Pass", "Auto-Renewable Subscription", "INITIAL_PURCHASE", "Abonnement"];
        all_mean(AcquisitionType::Subscription, &subscriptions);
        all_mean(AcquisitionType::Other, &["Private Audience", "Cancelled Pre Order", "Redownload"]);
        all_mean(
            Channel::StoreTraffic,
            &["Store traffic", "App Store Search", "Google Play explore", "Microsoft Store (client)"],
        );
        all_mean(
            Channel::CustomCampaign,
            &["Custom campaign", "Google Ads", "Tracked channels (UTM)", "cpc", "Campagne"],
        );
        all_mean(Channel::Other, &["Third-party referrals", "Web Referrer", "App Referrer", "Online Store", "Direct"]);
        for unknown in
            ["Prefer not to say", "Préfère ne pas répondre", "Not specified", "Unavailable", "U", "Non renseigné"]
        {
            assert_eq!(parse_choice::<Gender>(unknown), Ok(None), "{unknown}");
        }
        // These say which system a device has, not what it is.
        for system in ["Android", "iOS"] {
            assert_eq!(parse_choice::<DeviceType>(system), Err(Reason::Choice), "{system}");
        }
    }

    #[test]
    fn no_word_means_two_choices() {
        fn of<C: Choice + PartialEq + std::fmt::Debug>() {
            for choice in C::VARIANTS {
                for word in choice.words() {
                    all_mean(*choice, &[word.trim_end_matches('*')]);
                }
            }
        }
        of::<Gender>();
        of::<AcquisitionType>();
        of::<DeviceType>();
        of::<Channel>();
    }
}
