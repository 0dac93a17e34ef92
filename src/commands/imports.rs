//! The commands that bring data in.

use crate::accounts::setup;
use crate::apps;
use crate::config::{Options, ReadingOptions};
use crate::email::EmailAddress;
use crate::ids::PublisherId;
use crate::imports::preview::{Fault, Preview};
use crate::imports::show::{After, left_out_now, refused_after_now};
use crate::imports::{command, sample};
use crate::locale::Locale;
use crate::reading::chosen::Purpose;
use crate::reading::look::Look;
use crate::reading::{ImportKind, RefusedLine};
use crate::startup::{StartError, open};
use crate::state::State;
use crate::store::apps::App;
use crate::text::printable;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// A file to import, as the command line says it.
pub struct FileToImport {
    /// The name of the app.
    pub app: String,
    pub kind: ImportKind,
    pub reading: ReadingOptions,
    /// Whether nothing is to be written.
    pub dry_run: bool,
    pub file: PathBuf,
}

/// Imports the file and prints the refused lines, the cells left out and the totals; or prints what that would do.
pub fn import(options: &Options, import: &FileToImport, stop: &Arc<AtomicBool>) -> Result<(), StartError> {
    let FileToImport { app, kind, reading, dry_run, file } = import;
    let chosen = reading.chosen(*kind).map_err(StartError::Map)?;
    let state = open(options)?;
    let app = app_called(&state, app)?;
    if *dry_run {
        let (look, preview) = command::preview(&state, &app, *kind, file, &chosen, stop)?;
        print_preview(&look, &preview);
        return Ok(());
    }
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let import = command::take_until(&state, &app, *kind, file, &name, &chosen, stop)?;
    let mut next = Some(After::START);
    while let Some(after) = next {
        let batch = refused_after_now(&state, &import, after)?;
        next = batch.next;
        for line in batch.lines.into_iter().map(RefusedLine::shortened) {
            eprintln!("line {}: {}: {}", line.number, printable(&line.refusal.tell(Locale::En)), printable(&line.text));
        }
    }
    let columns = import.survey().map(|survey| survey.columns).unwrap_or_default();
    for group in left_out_now(&state, &import)? {
        let reason = group.refusal(&columns).tell(Locale::En);
        eprintln!("{} cells left out, the first on line {}: {}", group.cells, group.first_line, printable(&reason));
    }
    println!(
        "{} lines: {} new, {} changed, {} already there, {} repeated, {} refused; {} cells left out; {} customers came with them",
        import.lines_total,
        import.lines_new,
        import.lines_changed,
        import.lines_unchanged,
        import.lines_repeated,
        import.lines_refused,
        import.cells_left_out,
        import.customers_new
    );
    Ok(())
}

fn print_preview(look: &Look, preview: &Preview) {
    for column in &look.survey.columns {
        println!("column {}: {}", printable(&column.header), Purpose::of(column).word());
    }
    let zones = look.survey.zones;
    println!("times without a zone are in {}, and days are those of {}", zones.times.name(), zones.days.name());
    for Fault { is_of_lines, refusal, count, first_line } in &preview.faults {
        let what = if *is_of_lines { "lines would be refused" } else { "cells would be left out" };
        let reason = printable(&refusal.tell(Locale::En));
        println!("{count} {what}, the first on line {first_line}: {reason}");
    }
    for attribute in &preview.new_attributes {
        println!("new custom attribute: {} ({})", printable(&attribute.name), attribute.kind.word());
    }
    println!(
        "{} lines: {} new, {} changed, {} already there, {} repeated, {} refused; {} cells left out; {} customers would come with \
         them; nothing is written",
        look.survey.lines,
        preview.new,
        preview.changed,
        preview.unchanged,
        preview.repeated,
        preview.refused,
        preview.cells_left_out,
        preview.customers_new
    );
}

/// Creates a sample app for the publisher of the user with address `owner`, or for the only publisher.
pub fn add_sample(
    options: &Options,
    owner: Option<&EmailAddress>,
    customers: u32,
    stop: &Arc<AtomicBool>,
) -> Result<(), StartError> {
    let state = open(options)?;
    let app = sample::create(&state, publisher_of(&state, owner)?, &Locale::En.text("app-sample-name"))?;
    sample::take(&state, &app, customers, stop, |file, lines| println!("{file}: {lines} lines"))?;
    println!("{} has {customers} customers", app.name);
    Ok(())
}

/// The publisher of the user with this address, or the only publisher.
fn publisher_of(state: &State, owner: Option<&EmailAddress>) -> Result<PublisherId, StartError> {
    match owner {
        Some(address) => Ok(setup::user_with(state, address)?
            .ok_or_else(|| StartError::NoUser(address.as_str().to_owned()))?
            .publisher_id),
        None => match setup::publishers(state)?.as_slice() {
            [publisher] => Ok(publisher.id),
            [] => Err(StartError::NoPublisher),
            _ => Err(StartError::SeveralPublishers),
        },
    }
}

fn app_called(state: &State, name: &str) -> Result<App, StartError> {
    match <[App; 1]>::try_from(apps::list::called(state, name)?) {
        Ok([app]) => Ok(app),
        Err(none) if none.is_empty() => Err(StartError::NoApp(name.to_owned())),
        Err(_) => Err(StartError::SeveralApps(name.to_owned())),
    }
}
