//! Flags: what programs ask for by a key, and get a value of for a person. Each group is one, `group.testers`, which is on for
//! its members; `flight` is the release that a person gets, `offer.spring` is on for whom the offer is shown to, and `test.price`
//! is the value that a person gets in a test.

mod evaluate;
mod flight;
pub mod groups;
mod offer;
mod state;
mod test;

pub use evaluate::{Evaluated, FlagError, all, all_at_once, one, one_at_once};
pub use state::fingerprint;

use crate::ids::AppId;
use crate::store::customer_groups::CustomerGroup;
use crate::tokens::Program;
use crate::words;
use serde_json::{Map, Value};
use strum::{EnumString, IntoStaticStr, VariantArray, VariantNames};

/// What the keys of groups start with.
pub const GROUP: &str = "group.";

/// The most flags that are answered at once: pages and apps ask for all of theirs when they start.
pub const MOST: usize = 500;

/// Why a flag has its value, as OpenFeature names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray, VariantNames)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Reason {
    /// The customer is in the group.
    TargetingMatch,
    /// The customer is not in it.
    Static,
    /// The group is archived, or a segment with too few members.
    Disabled,
    /// There is no such customer.
    Unknown,
    /// A share decided.
    Split,
}

words!(Reason);

impl Reason {
    /// The name of the value.
    pub const fn variant(self) -> &'static str {
        match self {
            Self::TargetingMatch => "in",
            Self::Static => "out",
            Self::Disabled => "disabled",
            Self::Unknown => "unknown",
            Self::Split => "split",
        }
    }
}

/// The value of a flag for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flag {
    pub key: String,
    pub value: Value,
    /// The name of the value.
    pub variant: String,
    pub reason: Reason,
    /// What else is said of it: flat, and of programs on people's devices only what is for them.
    pub metadata: Map<String, Value>,
}

/// Whether a program may ask for the group's flag. One on somebody's device asks for those that are for clients. A program of
/// one app asks for the app's segments, and for the known user groups that are for clients.
fn may_ask(program: &Program, group: (Option<AppId>, bool)) -> bool {
    let (app, for_clients) = group;
    let is_of_app = program.may_see(app) || (app.is_none() && for_clients);
    is_of_app && (for_clients || !program.is_public)
}

/// The key of a group's flag.
pub fn key_of(group: &CustomerGroup) -> String {
    format!("{GROUP}{}", group.flag_key)
}
