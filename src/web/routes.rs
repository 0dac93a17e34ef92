//! Every route on one screen, and what every request passes through.

use super::{accounts, apps, assets, customers, error, groups, imports, settings};
use crate::state::State;
use actix_web::web::{self, ServiceConfig, get, post, resource};

/// Largest form that is read, in bytes: 10,000 addresses of 254 characters, URL-encoded, fit.
pub const FORM_LIMIT: usize = 8 << 20;

/// The routes, over the shared state.
pub fn routes(state: &State) -> impl FnOnce(&mut ServiceConfig) + Clone + use<> {
    let state = web::Data::new(state.clone());
    let edits = web::Data::new(groups::Edits::default());
    let tries = web::Data::new(accounts::Tries::default());
    move |config| {
        config
            .app_data(state)
            .app_data(edits)
            .app_data(tries)
            .app_data(web::PayloadConfig::new(FORM_LIMIT))
            .app_data(
                web::FormConfig::default().limit(FORM_LIMIT).error_handler(|_, _| error::PageError::Unreadable.into()),
            )
            .app_data(web::QueryConfig::default().error_handler(|_, _| error::PageError::NotFound.into()))
            .app_data(web::PathConfig::default().error_handler(|_, _| error::PageError::NotFound.into()))
            .route("/static/{version}/{name}", get().to(assets::show));
        config
            .route("/", get().to(home))
            .service(resource("/setup/{token}").route(get().to(accounts::setup)).route(post().to(accounts::create)))
            .service(resource("/sign-in").route(get().to(accounts::sign_in_page)).route(post().to(accounts::sign_in)))
            .route("/sign-out", post().to(accounts::sign_out))
            .route("/apps", get().to(apps::list))
            .service(resource("/apps/new").route(get().to(apps::new)).route(post().to(apps::create)))
            .route("/apps/sample", post().to(apps::load_sample))
            .route("/apps/{id}", get().to(apps::show))
            .service(resource("/apps/{id}/edit").route(get().to(apps::edit)).route(post().to(apps::update)))
            .route("/customers", get().to(customers::list))
            .route("/customers/check", get().to(customers::check))
            .route("/customers/{id}", get().to(customers::show))
            .route("/imports", get().to(imports::list))
            .service(resource("/imports/new").route(get().to(imports::new)).route(post().to(imports::create)))
            .route("/imports/{id}", get().to(imports::show))
            .route("/imports/{id}/refused.csv", get().to(imports::download))
            .route("/settings", get().to(settings::show))
            .route("/settings/rules", post().to(settings::update_rules))
            .route("/settings/rules/preview", post().to(settings::preview))
            .route("/settings/language", post().to(settings::update_language))
            .route("/settings/password", post().to(settings::update_password))
            .route("/groups", get().to(groups::list))
            .service(resource("/groups/new").route(get().to(groups::new)).route(post().to(groups::create)))
            .route("/groups/preview", post().to(groups::preview))
            .route("/groups/overlap", get().to(groups::matrix))
            .route("/groups/{id}", get().to(groups::show))
            .service(resource("/groups/{id}/edit").route(get().to(groups::edit)).route(post().to(groups::update)))
            .service(
                resource("/groups/{id}/rename").route(get().to(groups::rename_page)).route(post().to(groups::rename)),
            )
            .service(
                resource("/groups/{id}/archive")
                    .route(get().to(groups::archive_page))
                    .route(post().to(groups::archive)),
            )
            .service(
                resource("/groups/{id}/freeze").route(get().to(groups::freeze_page)).route(post().to(groups::freeze)),
            )
            .route("/groups/{id}/restore", post().to(groups::restore))
            .route("/groups/{id}/refresh", post().to(groups::refresh))
            .route("/groups/{id}/history", get().to(groups::history))
            .route("/groups/{id}/history.csv", get().to(groups::history_file))
            .route("/groups/{id}/members.csv", get().to(groups::export));
    }
}

/// The home page is the list of customer groups.
async fn home() -> actix_web::HttpResponse {
    super::page::see_other("/groups")
}
