//! A rule with two filters, an OR condition and an exclusion: built, saved, edited, copied, archived and restored. The
//! same journey in English, in French, and with scripts off.

use crate::browser::Setting;
use crate::journey::{ENGLISH, FRENCH, Journey};
use crate::site::{Site, however_answered};
use engage::locale::Locale;
use serde_json::json;

however_answered! {
    fn a_rule_is_built_edited_copied_and_archived_in_english(site: &Site) {
        the_whole_way(site, ENGLISH);
    }

    fn a_rule_is_built_edited_copied_and_archived_in_french(site: &Site) {
        the_whole_way(site, FRENCH);
    }

    fn a_rule_is_built_edited_copied_and_archived_with_scripts_off(site: &Site) {
        the_whole_way(site, Setting { scripts: false, ..ENGLISH });
    }
}

#[test]
fn a_rule_is_built_edited_copied_and_archived_with_scripts_off_on_a_phone_in_french() {
    the_whole_way(&Site::on_sqlite(), Setting { scripts: false, width: 390, ..FRENCH });
}

/// The formula of the rule without and with its exclusion.
const fn formulas(locale: Locale) -> (&'static str, &'static str) {
    match locale {
        Locale::En => ("Market == FR || Market == BE", "(Market == FR || Market == BE) && !(Gender == Male)"),
        Locale::Fr => ("Marché == FR || Marché == BE", "(Marché == FR || Marché == BE) && !(Sexe == Masculin)"),
    }
}

fn the_whole_way(site: &Site, setting: Setting) {
    let journey = Journey::of_owner(site, setting);
    assert_eq!(journey.browser.count("html.scripts") == 1, setting.scripts);
    if setting.width < 600 {
        // The navigation of a phone is behind a button, which works without scripts.
        journey.press("nav-menu");
    }
    add_app_at(&journey);
    build(&journey);
    edit(&journey);
    copy(&journey);
    archive_and_restore(&journey);
}

fn add_app_at(journey: &Journey<'_>) {
    journey.add_app_with_customers();
}

fn build(journey: &Journey<'_>) {
    let browser = &journey.browser;
    let (_, formula) = formulas(browser.setting.locale);
    open_navigation(journey);
    journey.begin_group();
    browser.fill("#name", "Françaises & Belges");
    if browser.setting.scripts {
        browser.ask("window.same = true; arguments[0]();", Vec::new());
    }
    journey.condition((0, 0), "market", "is", "FR");
    journey.press("rule-add-condition");
    journey.condition((0, 1), "market", "is", "BE");
    journey.press("rule-add-filter");
    journey.condition((1, 0), "gender", "is", "male");
    browser.click("#filter-1-exclude");
    if browser.setting.scripts {
        browser.sees("#members", "50");
        browser.sees("#formula", formula);
        assert_eq!(browser.ask("arguments[0](window.same)", Vec::new()), json!(true), "the page was loaded again");
    }
    assert_eq!(browser.value("#name"), "Françaises & Belges");
    journey.press("button-save");
    browser.sees("h1", "Françaises & Belges");
    browser.sees("#members", "50");
    browser.sees("#formula", formula);
}

fn edit(journey: &Journey<'_>) {
    let browser = &journey.browser;
    journey.press("button-edit");
    browser.press(&browser.setting.locale.with1("rule-remove-filter", "number", 2));
    browser.fill("#name", "Belgique et France");
    journey.press("button-save");
    browser.sees("h1", "Belgique et France");
    browser.sees("#members", "100");
    browser.sees("#formula", formulas(browser.setting.locale).0);
}

fn copy(journey: &Journey<'_>) {
    let browser = &journey.browser;
    browser.click(".group-head .more summary");
    journey.press("button-copy");
    browser.sees("h1", &journey.text("group-create-title"));
    let name = browser.setting.locale.with1("group-copy-name", "name", "Belgique et France");
    assert_eq!(browser.value("#name"), name);
    journey.press("button-save");
    browser.sees("h1", &name);
    browser.sees("#formula", formulas(browser.setting.locale).0);
}

fn archive_and_restore(journey: &Journey<'_>) {
    let browser = &journey.browser;
    let name = browser.texts("h1").remove(0);
    browser.click(".group-head .more summary");
    journey.press("button-archive");
    browser.sees("h1", &browser.setting.locale.with1("group-archive-title", "name", name.as_str()));
    journey.press("button-archive");
    browser.sees(".notice.success p", &browser.setting.locale.with1("group-archived", "name", name.as_str()));
    open_navigation(journey);
    journey.press("nav-customer-groups");
    browser.sees("section[aria-labelledby=my-groups] tbody th", "Belgique et France");
    let tab = [("label", journey.text("groups-tab-archived").into()), ("count", 1.into())];
    browser.press(&browser.setting.locale.with("groups-tab", &tab));
    browser.sees("section[aria-labelledby=my-groups] tbody th", &name);
    browser.press(&name);
    journey.press("button-restore");
    browser.sees(".notice.success p", &browser.setting.locale.with1("group-restored", "name", name.as_str()));
}

fn open_navigation(journey: &Journey<'_>) {
    if journey.browser.setting.width < 600 {
        journey.press("nav-menu");
    }
}
