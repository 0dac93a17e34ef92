//! The commands about publishers.

use crate::accounts::setup::{self, ListedPublisher};
use crate::config::Options;
use crate::ids::LinkId;
use crate::startup::{StartError, open};
use crate::state::State;
use crate::store::publishers::Publisher;
use crate::text::printable;
use crate::web;
use std::fmt::Write;

/// Makes a further publisher and prints its setup link.
pub fn add_publisher(options: &Options) -> Result<(), StartError> {
    let token = setup::add_publisher(&open(options)?)?;
    let path = web::accounts::setup_path(&token);
    println!(
        "Set the new publisher up here, once, within three days:\n\n    {}{path}\n",
        options.base_url(options.listen)
    );
    Ok(())
}

/// Prints the publishers, who signs in for each, and the setup links that are open.
pub fn list_publishers(options: &Options) -> Result<(), StartError> {
    let listed = setup::list(&open(options)?)?;
    if listed.is_empty() {
        println!("There is no publisher yet");
    }
    listed.iter().for_each(|publisher| print!("{}", described(publisher)));
    Ok(())
}

/// Ends an open setup link.
pub fn revoke_link(options: &Options, link: LinkId) -> Result<(), StartError> {
    if !setup::revoke(&open(options)?, link)? {
        return Err(StartError::NoLink(link));
    }
    println!("Setup link {link} is revoked");
    Ok(())
}

/// The publisher with this number or name.
pub fn publisher_called(state: &State, called: &str) -> Result<Publisher, StartError> {
    let called = called.trim();
    let is_meant = |one: &Publisher| one.id.to_string() == called || one.name.to_lowercase() == called.to_lowercase();
    let meant: Vec<Publisher> = setup::publishers(state)?.into_iter().filter(is_meant).collect();
    let [publisher] = <[Publisher; 1]>::try_from(meant).map_err(|_| StartError::NoSuchPublisher(called.to_owned()))?;
    Ok(publisher)
}

fn described(publisher: &ListedPublisher) -> String {
    let name = publisher.name.as_deref().map_or_else(|| String::from("waits to be set up"), printable);
    let mut text = format!("{}  {name}\n", publisher.id);
    // Writing to a text cannot fail.
    for user in &publisher.users {
        let state = if user.is_disabled() { ", disabled" } else { "" };
        writeln!(text, "    {}, {}{state}", printable(&user.email), user.role.word()).ok();
    }
    for link in &publisher.links {
        writeln!(text, "    setup link {}, open until {} UTC", link.id, link.ends_at.format("%Y-%m-%d %H:%M")).ok();
    }
    text
}
