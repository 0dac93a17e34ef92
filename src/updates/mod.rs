//! Update feeds: what electron-updater, Tauri and App Installer ask for, in the form that they read. The package is that of the person whom the
//! publisher's back end has signed for; of somebody who is not known, the standard submission. No cookie is read.

mod app_installer;
mod ask;
mod electron;
mod routes;
mod tauri;

pub use routes::routes;
