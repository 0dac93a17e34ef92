//! Update feeds that electron-updater, Tauri and App Installer read. A person for whom the publisher's back end has signed gets her
//! package, and somebody who is not known that of the standard submission. No cookie is read.

mod app_installer;
mod ask;
mod electron;
mod routes;
mod tauri;

pub use routes::routes;
