//! A publisher whose customers other programs and other pages ask about.

use crate::journey::{ENGLISH, Journey};
use crate::site::Site;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use engage::access::{Actor, Role, Scope};
use engage::flags;
use engage::groups::save::Place;
use engage::groups::{self, Content, Draft};
use engage::identity::keys::{self, NewKey};
use engage::ids::{AppId, GroupId};
use engage::locale::Locale;
use engage::reading::ImportKind;
use engage::segments::Catalogue;
use engage::segments::formula_reader::read_formula;
use engage::store::publishers::{self, Rules};
use engage::tokens::{self, NewToken};
use ring::hmac;
use serde_json::{Value, json};

const CUSTOMERS: &str = "account_id,age,gender\n1,30,f\n2,30,m\n3,30,f\n";

/// A publisher with the segment *Women*, which apps and web pages may ask for.
pub struct Publisher<'a> {
    pub site: &'a Site,
    pub actor: Actor,
    pub app: AppId,
    pub women: GroupId,
}

impl<'a> Publisher<'a> {
    pub fn new(site: &'a Site) -> Self {
        let owner = Journey::of_owner(site, ENGLISH);
        owner.add_app();
        Self::of(site)
    }

    /// That of the app *Journey*, which has no customers yet.
    pub fn of(site: &'a Site) -> Self {
        site.take("Journey", ImportKind::Customers, &site.file("customers.csv", CUSTOMERS));
        let (state, app) = (&site.state, site.app("Journey"));
        let actor = Actor { publisher: app.publisher_id, user: None, token: None, role: Role::Owner };
        let change_rules = |connection: &mut _| {
            let publisher = publishers::find(connection, app.publisher_id)?;
            let rules = Rules { minimum_size: 1, ..publisher.rules() };
            publishers::update_rules(connection, &publisher, rules)?;
            publishers::find(connection, app.publisher_id)
        };
        let publisher = state.database.write_now(change_rules).unwrap();
        let rule = read_formula("Gender == Female", &Catalogue::default(), Locale::En).unwrap();
        let draft =
            Draft { name: String::from("Women"), content: Content::Segment { app: Some(app.id), rule }, about: None };
        let women = groups::save::save(state, &actor, &publisher, &Place::New { form: None }, &draft).unwrap();
        flags::groups::change(state, &actor, (women.id, women.version), ("women", true)).unwrap();
        Self { site, actor, app: app.id, women: women.id }
    }

    pub fn token(&self, is_public: bool) -> String {
        let scopes = [Scope::Flags].into_iter().collect();
        let new = NewToken { name: String::from("Shop"), app: Some(self.app), scopes, days: None, is_public };
        tokens::create(&self.site.state, &self.actor, &new).unwrap().1.as_str().to_owned()
    }

    /// What a back end with a new key signs for this person.
    pub fn signed(&self, account: &str) -> String {
        let new = NewKey { app: self.app, name: String::from("Shop"), public_key: String::new() };
        let secret = keys::add(&self.site.state, &self.actor, &new).unwrap().unwrap();
        let part = |value: Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
        let end = self.site.state.clock.now().and_utc().timestamp() + 3_600;
        let claims = json!({ "sub": account, "aud": self.app.to_string(), "exp": end });
        let message = format!("{}.{}", part(json!({ "alg": "HS256" })), part(claims));
        let signed = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()), message.as_bytes());
        format!("{message}.{}", BASE64_URL_SAFE_NO_PAD.encode(signed))
    }
}
