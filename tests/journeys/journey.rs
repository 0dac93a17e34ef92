//! What journeys share: a browser whose buttons are pressed by their message, so that the same journey is made in every
//! language, and the first steps of everyone.

use crate::browser::{Browser, Setting};
use crate::site::Site;
use engage::locale::Locale;
use engage::reading::ImportKind;
use std::fmt::Write;
use std::path::PathBuf;

/// An English browser on a desk.
pub const ENGLISH: Setting = Setting { locale: Locale::En, scripts: true, width: 1440 };

/// A French browser on a desk.
pub const FRENCH: Setting = Setting { locale: Locale::Fr, ..ENGLISH };

/// A way through the pages of a site.
pub struct Journey<'a> {
    pub site: &'a Site,
    pub browser: Browser,
}

impl<'a> Journey<'a> {
    pub fn start(site: &'a Site, setting: Setting) -> Self {
        Self { site, browser: Browser::start(site, setting) }
    }

    /// A journey that begins as an owner, on the empty home page.
    pub fn of_owner(site: &'a Site, setting: Setting) -> Self {
        let journey = Self::start(site, setting);
        journey.set_up("ann@example.com");
        journey
    }

    pub fn set_up(&self, email: &str) {
        self.browser.open(&self.site.setup_path());
        self.browser.fill("#publisher", "Fabrikam");
        self.browser.fill("#email", email);
        self.browser.fill("#password", "a long enough password");
        self.press("setup-button");
        self.browser.sees("h1", &self.text("nav-customer-groups"));
    }

    /// The text of a message in the browser's language.
    pub fn text(&self, key: &str) -> String {
        self.browser.setting.locale.text(key)
    }

    /// Presses the button, or follows the link, that this message names.
    #[track_caller]
    pub fn press(&self, key: &str) {
        self.browser.press(&self.text(key));
    }

    /// Adds the app *Journey* and brings in 200 customers aged 18 to 67: every other one a man, a quarter each in France,
    /// Belgium, the United States and Canada.
    pub fn add_app_with_customers(&self) {
        self.add_app();
        assert_eq!(self.site.take("Journey", ImportKind::Customers, &self.customers()).lines_new, 200);
    }

    pub fn add_app(&self) {
        self.press("nav-apps");
        self.press("app-add");
        self.browser.fill("#name", "Journey");
        self.press("button-save");
        self.browser.sees("h1", "Journey");
    }

    /// The file of those customers.
    pub fn customers(&self) -> PathBuf {
        let mut lines = String::from("account_id,email,age,gender,market\n");
        for number in 0..200 {
            let (gender, market) = (["M", "F"][number % 2], ["FR", "BE", "US", "CA"][number / 2 % 4]);
            writeln!(lines, "{number},person{number}@example.com,{},{gender},{market}", 18 + number % 50).unwrap();
        }
        self.site.file("customers.csv", &lines)
    }

    /// Leads to the empty form of a new group.
    pub fn begin_group(&self) {
        self.press("nav-customer-groups");
        self.press("group-create-title");
        self.browser.sees("h1", &self.text("group-create-title"));
    }

    /// Fills in a condition, given the numbers of its filter and of itself; without scripts the form is fetched between.
    #[track_caller]
    pub fn condition(&self, (filter, condition): (u32, u32), attribute: &str, operator: &str, value: &str) {
        let field = |name: &str| format!("#filter-{filter}-condition-{condition}-{name}");
        for (name, chosen) in [("attribute", attribute), ("operator", operator)] {
            self.browser.fill(&field(name), chosen);
            if !self.browser.setting.scripts {
                self.press("button-update");
            }
        }
        self.browser.fill(&field("value"), value);
    }
}
