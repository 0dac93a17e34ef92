//! What every page shows around its own content: language, navigation, who is signed in, what just happened.

use super::assets;
use super::flash::Flash;
use crate::access::Role;
use crate::locale::Locale;

/// The part of the navigation that a page belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    Groups,
    Check,
    Apps,
    Customers,
    Imports,
    Settings,
    None,
}

/// Who is signed in, as the layout shows it.
#[derive(Clone, Debug)]
pub struct PageUser {
    pub email: String,
    pub publisher_name: String,
    pub role: Role,
}

/// The context that every template has.
#[derive(Clone, Debug)]
pub struct Page {
    pub locale: Locale,
    pub user: Option<PageUser>,
    pub section: Section,
    pub flash: Option<Flash>,
    pub path: String,
}

/// What a page without a signed-in user knows of the request.
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

    /// The value of `aria-current` for the navigation's entry `section`.
    pub fn current(&self, section: &str) -> &'static str {
        let word = match self.section {
            Section::Groups => "groups",
            Section::Check => "check",
            Section::Apps => "apps",
            Section::Customers => "customers",
            Section::Imports => "imports",
            Section::Settings => "settings",
            Section::None => "",
        };
        if word == section { "page" } else { "" }
    }

    /// Whether who is signed in may write groups, apps and imports: else nothing that leads there is drawn.
    pub fn may_edit(&self) -> bool {
        self.user.as_ref().is_some_and(|user| user.role >= Role::Editor)
    }

    /// The address of who is signed in; empty when nobody is.
    pub fn email(&self) -> &str {
        self.user.as_ref().map_or("", |user| &user.email)
    }

    /// The URL of a file in `static`, which changes when the file does.
    pub fn asset(&self, name: &str) -> String {
        assets::path(name)
    }
}
