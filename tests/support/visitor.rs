//! A visitor without a browser: keeps cookies, follows nothing by itself, finds texts by selector, and fills in forms
//! only as they are shown.

use crate::form::Form;
use crate::site::Site;
use reqwest::blocking::{Client, RequestBuilder};
use reqwest::header::{ACCEPT_LANGUAGE, HeaderMap, HeaderValue};
use reqwest::redirect::Policy;
use scraper::{ElementRef, Html, Selector};
use std::time::{Duration, Instant};

/// Passwords of owners made by [`owner`].
pub const PASSWORD: &str = "a long enough password";

/// How long a file of these tests may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// Someone at a site, with cookies of their own. Cloning shares the cookies.
#[derive(Clone)]
pub struct Visitor {
    /// Where the program is.
    pub url: String,
    client: Client,
}

/// What the site answered.
pub struct PageAnswer {
    visitor: Visitor,
    pub path: String,
    pub status: u16,
    pub headers: HeaderMap,
    pub body: String,
    page: Html,
}

/// A visitor signed in as the owner of a publisher of their own.
pub fn signed_in_visitor(site: &Site) -> Visitor {
    owner(site, "ann@example.com")
}

/// A signed-in owner of this address, of a new publisher.
pub fn owner(site: &Site, email: &str) -> Visitor {
    let visitor = Visitor::new(site);
    let form = visitor.get(&site.setup_path()).form("form");
    let done = form.set("publisher", "Fabrikam").set("email", email).set("password", PASSWORD).press("Set up");
    assert_eq!(done.location(), "/groups");
    visitor
}

impl Visitor {
    pub fn new(site: &Site) -> Self {
        Self::at(&site.url, "en")
    }

    /// A visitor whose browser asks for these languages.
    pub fn who_reads(site: &Site, languages: &str) -> Self {
        Self::at(&site.url, languages)
    }

    /// A visitor of the program at `url` whose browser asks for these languages.
    pub fn at(url: &str, languages: &str) -> Self {
        engage::startup::choose_tls();
        let headers = HeaderMap::from_iter([(ACCEPT_LANGUAGE, HeaderValue::from_str(languages).unwrap())]);
        let client = Client::builder().cookie_store(true).redirect(Policy::none()).default_headers(headers);
        Self { url: url.to_owned(), client: client.build().unwrap() }
    }

    pub fn get(&self, path: &str) -> PageAnswer {
        self.send(path, self.client.get(self.address(path)))
    }

    /// Asks with a header that a browser would not send by itself.
    pub fn get_with(&self, path: &str, header: &str, value: &str) -> PageAnswer {
        self.send(path, self.client.get(self.address(path)).header(header, value))
    }

    /// Posts fields that no form showed, as an attacker or a broken client does. Forms are filled in with
    /// [`PageAnswer::form`].
    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> PageAnswer {
        self.send(path, self.posting(path).form(fields))
    }

    /// A post to be given its headers and body.
    pub fn posting(&self, path: &str) -> RequestBuilder {
        self.client.post(self.address(path))
    }

    /// A request for the head of a page.
    pub fn asking_for_head(&self, path: &str) -> RequestBuilder {
        self.client.head(self.address(path))
    }

    /// A request that no page answers.
    pub fn deleting(&self, path: &str) -> RequestBuilder {
        self.client.delete(self.address(path))
    }

    pub fn send(&self, path: &str, request: RequestBuilder) -> PageAnswer {
        let answer = request.send().unwrap();
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let body = answer.text().unwrap();
        let page = Html::parse_document(&body);
        PageAnswer { visitor: self.clone(), path: path.to_owned(), status, headers, body, page }
    }

    /// Sends a file, looks at what its import would do, and imports it. Returns the path of the import.
    pub fn import(&self, kind: &str, name: &str, bytes: &[u8]) -> String {
        let form = self.get("/imports/new").form("main form").check("kind", kind);
        let draft = form.attach("file", name, bytes).press("Continue").location();
        self.wait_for(&draft).form("main form").press("import").location()
    }

    /// The page, once nothing on it is under way.
    pub fn wait_for(&self, path: &str) -> PageAnswer {
        let started = Instant::now();
        loop {
            let page = self.get(path);
            if page.select("[data-poll]").is_empty() {
                return page;
            }
            assert!(started.elapsed() < PATIENCE, "{path} is still under way");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn address(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }
}

impl PageAnswer {
    /// The texts of what the selector finds, in the order of the page.
    pub fn select(&self, css: &str) -> Vec<String> {
        self.find(css).into_iter().map(|found| text_of(&found)).collect()
    }

    /// The text of the one thing that the selector finds.
    pub fn text(&self, css: &str) -> String {
        match <[String; 1]>::try_from(self.select(css)) {
            Ok([text]) => text,
            Err(texts) => panic!("{} shows {css} {} times: {texts:?}", self.path, texts.len()),
        }
    }

    /// The values of an attribute of what the selector finds.
    pub fn attributes(&self, css: &str, name: &str) -> Vec<&str> {
        self.find(css).into_iter().filter_map(|found| found.value().attr(name)).collect()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The session's cookie, as the answer sets it.
    pub fn session_cookie(&self) -> &str {
        let mut cookies = self.headers.get_all("set-cookie").into_iter().filter_map(|cookie| cookie.to_str().ok());
        // It names the port.
        let is_session = |cookie: &&str| {
            let rest = cookie.strip_prefix("engage-").unwrap_or_default();
            rest.split('=').next().is_some_and(|port| port.parse::<u16>().is_ok())
        };
        cookies.find(is_session).expect("a session")
    }

    /// Where the answer sends the browser to; it must be a 303.
    pub fn location(&self) -> String {
        assert_eq!(self.status, 303, "{} shows {:?}", self.path, self.select(".errors, .notice"));
        self.header("location").to_owned()
    }

    /// The page that the answer sends the browser to.
    pub fn follow(&self) -> Self {
        self.visitor.get(&self.location())
    }

    /// The page behind the link of this text or `aria-label`.
    pub fn click(&self, text: &str) -> Self {
        let links = self.find("a[href]");
        let Some(link) = links.iter().find(|link| text_of(link) == text || link.attr("aria-label") == Some(text))
        else {
            panic!("{} has no link {text:?}: {:?}", self.path, self.select("a[href]"));
        };
        self.visitor.get(link.attr("href").unwrap())
    }

    /// The form as it is shown, to be filled in.
    pub fn form(&self, css: &str) -> Form {
        match self.find(css).as_slice() {
            [form] => Form::read(self.visitor.clone(), &self.path, *form),
            found => panic!("{} ({}) shows {} forms {css}", self.path, self.status, found.len()),
        }
    }

    fn find(&self, css: &str) -> Vec<ElementRef<'_>> {
        self.page.select(&Selector::parse(css).unwrap()).collect()
    }
}

/// The text of an element with its white space as a browser shows it.
pub fn text_of(element: &ElementRef<'_>) -> String {
    element.text().collect::<String>().split_ascii_whitespace().collect::<Vec<_>>().join(" ")
}
