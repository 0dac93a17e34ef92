//! The parts that every page shows around its content: language, navigation, the signed-in user, the result of the last
//! action.

use super::assets;
use super::flash::Flash;
use crate::access::Role;
use crate::ids::UserId;
use crate::locale::Locale;

/// The part of the navigation that a page belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    Groups,
    Check,
    Flights,
    Notifications,
    Offers,
    Tests,
    Apps,
    Customers,
    Imports,
    Team,
    Programs,
    Settings,
    Help,
    None,
}

/// The signed-in user, as the layout shows them.
#[derive(Clone, Debug)]
pub struct PageUser {
    pub id: UserId,
    pub email: String,
    pub publisher_name: String,
    pub role: Role,
    /// Whether a webhook of the publisher is disabled because nothing arrives; known of owners only.
    pub has_failed_webhook: bool,
}

/// The context of every template.
#[derive(Clone, Debug)]
pub struct Page {
    pub locale: Locale,
    pub user: Option<PageUser>,
    pub section: Section,
    pub flash: Option<Flash>,
    pub path: String,
}

/// The path and message of a page without a signed-in user.
#[derive(Clone, Debug, Default)]
pub struct PlainPage {
    pub path: String,
    pub flash: Option<Flash>,
}

impl Page {
    /// A page for someone who is not signed in.
    pub fn plain(locale: Locale, PlainPage { path, flash }: PlainPage) -> Self {
        Self { locale, user: None, section: Section::None, flash, path }
    }

    /// The value of `aria-current` for the navigation entry `section`.
    pub fn current(&self, section: &str) -> &'static str {
        let word = match self.section {
            Section::Groups => "groups",
            Section::Check => "check",
            Section::Flights => "flights",
            Section::Notifications => "notifications",
            Section::Offers => "offers",
            Section::Tests => "tests",
            Section::Apps => "apps",
            Section::Customers => "customers",
            Section::Imports => "imports",
            Section::Team => "team",
            Section::Programs => "programs",
            Section::Settings => "settings",
            Section::Help => "help",
            Section::None => "",
        };
        if word == section { "page" } else { "" }
    }

    /// Whether the signed-in user may change groups, apps and imports; otherwise links to those forms are not shown.
    pub fn may_edit(&self) -> bool {
        self.user.as_ref().is_some_and(|user| user.role >= Role::Editor)
    }

    /// Where *Programs* leads: owners to the tokens, others to how programs call.
    pub fn programs_path(&self) -> &'static str {
        if self.is_owner() { "/programs" } else { "/programs/api" }
    }

    /// Whether the signed-in user is an owner.
    pub fn is_owner(&self) -> bool {
        self.user.as_ref().is_some_and(|user| user.role >= Role::Owner)
    }

    /// The address of the signed-in user; empty if there is none.
    pub fn email(&self) -> &str {
        self.user.as_ref().map_or("", |user| &user.email)
    }

    /// The id of the signed-in user; empty if there is none.
    pub fn user_id(&self) -> String {
        self.user.as_ref().map_or_else(String::new, |user| user.id.to_string())
    }

    /// The URL of a file in `static`, which changes with its content.
    pub fn asset(&self, name: &str) -> String {
        assets::path(name)
    }
}
