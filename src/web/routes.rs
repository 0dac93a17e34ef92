//! Every page on one screen, each with the least role that may ask for it, and what every request passes through.

use super::visitor::guard;
use super::{accounts, apps, assets, customers, edits, error, groups, imports, observe, settings};
use crate::access::Role;
use crate::state::State;
use actix_web::http::Method;
use actix_web::middleware::from_fn;
use actix_web::web::{self, ServiceConfig, resource};
use actix_web::{FromRequest, Handler, Responder, Route};

/// Largest form that is read, in bytes: 10,000 addresses of 254 characters, URL-encoded, fit.
pub const FORM_LIMIT: usize = 8 << 20;

/// Who may ask for a page: strangers too, or users from this role on.
type Least = Option<Role>;
const ANYONE: Least = None;
const VIEWER: Least = Some(Role::Viewer);
const EDITOR: Least = Some(Role::Editor);
const OWNER: Least = Some(Role::Owner);

/// A page: how it is asked for, who may, and what answers.
pub struct PageRoute {
    pub method: Method,
    pub path: &'static str,
    /// The least role; none where strangers may ask, too.
    pub least: Option<Role>,
    route: Route,
}

/// Every page. Those of one path follow one another, and a path comes before one with a placeholder that takes it, too.
pub fn table() -> Vec<PageRoute> {
    vec![
        get("/static/{version}/{name}", ANYONE, assets::show),
        get("/healthz", ANYONE, observe::healthz),
        get("/readyz", ANYONE, observe::readyz),
        get("/metrics", ANYONE, observe::metrics),
        get("/", ANYONE, home),
        get("/setup/{token}", ANYONE, accounts::setup),
        post("/setup/{token}", ANYONE, accounts::create),
        get("/sign-in", ANYONE, accounts::sign_in_page),
        post("/sign-in", ANYONE, accounts::sign_in),
        post("/sign-out", ANYONE, accounts::sign_out),
        get("/apps", VIEWER, apps::list),
        get("/apps/new", EDITOR, apps::new),
        post("/apps/new", EDITOR, apps::create),
        post("/apps/sample", EDITOR, apps::load_sample),
        get("/apps/{id}", VIEWER, apps::show),
        get("/apps/{id}/edit", EDITOR, apps::edit),
        post("/apps/{id}/edit", EDITOR, apps::update),
        get("/customers", VIEWER, customers::list),
        get("/customers/check", VIEWER, customers::check),
        get("/customers/{id}", VIEWER, customers::show),
        get("/imports", VIEWER, imports::list),
        get("/imports/new", EDITOR, imports::new),
        post("/imports/new", EDITOR, imports::create),
        get("/imports/{id}", VIEWER, imports::show),
        get("/imports/{id}/refused.csv", VIEWER, imports::download),
        get("/settings", VIEWER, settings::show),
        post("/settings/rules", OWNER, settings::update_rules),
        post("/settings/rules/preview", OWNER, settings::preview),
        post("/settings/language", VIEWER, settings::update_language),
        post("/settings/password", VIEWER, settings::update_password),
        get("/groups", VIEWER, groups::list),
        get("/groups/new", EDITOR, groups::new),
        post("/groups/new", EDITOR, groups::create),
        post("/groups/preview", EDITOR, groups::preview),
        get("/groups/overlap", VIEWER, groups::matrix),
        get("/groups/{id}", VIEWER, groups::show),
        get("/groups/{id}/edit", EDITOR, groups::edit),
        post("/groups/{id}/edit", EDITOR, groups::update),
        get("/groups/{id}/rename", EDITOR, groups::rename_page),
        post("/groups/{id}/rename", EDITOR, groups::rename),
        get("/groups/{id}/archive", EDITOR, groups::archive_page),
        post("/groups/{id}/archive", EDITOR, groups::archive),
        get("/groups/{id}/freeze", EDITOR, groups::freeze_page),
        post("/groups/{id}/freeze", EDITOR, groups::freeze),
        post("/groups/{id}/restore", EDITOR, groups::restore),
        post("/groups/{id}/refresh", EDITOR, groups::refresh),
        get("/groups/{id}/history", VIEWER, groups::history),
        get("/groups/{id}/history.csv", VIEWER, groups::history_file),
        get("/groups/{id}/members.csv", VIEWER, groups::export),
    ]
}

/// The routes, over the shared state.
pub fn routes(state: &State) -> impl FnOnce(&mut ServiceConfig) + Clone + use<> {
    let state = web::Data::new(state.clone());
    let edits = web::Data::new(edits::Edits::default());
    move |config| {
        config
            .app_data(state)
            .app_data(edits)
            .app_data(web::PayloadConfig::new(FORM_LIMIT))
            .app_data(
                web::FormConfig::default().limit(FORM_LIMIT).error_handler(|_, _| error::PageError::Unreadable.into()),
            )
            .app_data(web::QueryConfig::default().error_handler(|_, _| error::PageError::NotFound.into()))
            .app_data(web::PathConfig::default().error_handler(|_, _| error::PageError::NotFound.into()));
        let mut pages = table().into_iter().peekable();
        while let Some(first) = pages.next() {
            let path = first.path;
            let mut all = resource(path).route(first.route);
            while let Some(page) = pages.next_if(|page| page.path == path) {
                all = all.route(page.route);
            }
            config.service(all);
        }
    }
}

fn get<F, Args>(path: &'static str, least: Least, handler: F) -> PageRoute
where
    F: Handler<Args, Output: Responder + 'static>,
    Args: FromRequest + 'static,
{
    page(Method::GET, path, least, handler)
}

fn post<F, Args>(path: &'static str, least: Least, handler: F) -> PageRoute
where
    F: Handler<Args, Output: Responder + 'static>,
    Args: FromRequest + 'static,
{
    page(Method::POST, path, least, handler)
}

/// A page whose role is asked before anything of the request's body is read.
fn page<F, Args>(method: Method, path: &'static str, least: Least, handler: F) -> PageRoute
where
    F: Handler<Args, Output: Responder + 'static>,
    Args: FromRequest + 'static,
{
    let route = web::method(method.clone()).to(handler);
    let route = match least {
        Some(role) => route.wrap(from_fn(move |request, next| guard(role, request, next))),
        None => route,
    };
    PageRoute { method, path, least, route }
}

/// The home page is the list of customer groups.
async fn home() -> actix_web::HttpResponse {
    super::page::see_other("/groups")
}
