//! One Rust file as `syn` reads it: its module, and what it uses.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Attribute, Item, UseTree};

use super::declared::Declared;

/// One file of a package.
pub(crate) struct SourceFile {
    /// Its path from `src`.
    pub(crate) name: PathBuf,
    /// Its module's path from the crate's root: `store/feeds.rs` is `["store", "feeds"]`.
    pub(crate) module: Vec<String>,
    /// Every path into the own crate outside of tests: imports, and paths in code and in macros.
    pub(crate) references: Vec<Reference>,
    /// What `pub use` hands on under which name; the name `*` stands for a whole module.
    pub(crate) exports: Vec<(String, Vec<String>)>,
    /// What it declares.
    pub(crate) declared: Declared,
}

/// A path that a file names, made absolute from the crate's root.
pub(crate) struct Reference {
    /// The names after `crate`.
    pub(crate) path: Vec<String>,
    pub(crate) line: usize,
    /// Whether it was written with so many `super` that it left its own room.
    pub(crate) leaves_by_super: bool,
}

impl SourceFile {
    /// # Panics
    ///
    /// Where the text is no Rust: the compiler has said so before.
    pub(crate) fn parse(name: &Path, text: &str) -> SourceFile {
        let syntax = syn::parse_file(text).unwrap_or_else(|error| panic!("{}: {error}", name.display()));
        let mut module: Vec<String> = name
            .with_extension("")
            .components()
            .map(|part| part.as_os_str().to_string_lossy().into_owned())
            .collect();
        if matches!(module.last().map(String::as_str), Some("mod" | "lib" | "main")) {
            module.pop();
        }
        let references = references(&syntax, &module);
        let exports = exports(&syntax, &module);
        SourceFile { name: name.to_owned(), module, references, exports, declared: Declared::of(&syntax) }
    }
}

fn references(syntax: &syn::File, module: &[String]) -> Vec<Reference> {
    let (depth, children) = (module.len(), children(syntax));
    let mut paths = Paths { module: module.to_vec(), depth, children, found: Vec::new() };
    paths.visit_file(syntax);
    paths.found
}

fn exports(syntax: &syn::File, module: &[String]) -> Vec<(String, Vec<String>)> {
    let children = children(syntax);
    let mut found = Vec::new();
    for item in &syntax.items {
        let Item::Use(import) = item else { continue };
        if matches!(import.vis, syn::Visibility::Inherited) || for_tests(&import.attrs) {
            continue;
        }
        for leaf in leaves(&import.tree) {
            if let Some(path) = absolute(module, &children, &leaf.path) {
                found.push((leaf.name, path));
            }
        }
    }
    found
}

/// The modules that a file declares.
fn children(syntax: &syn::File) -> BTreeSet<String> {
    let modules = syntax.items.iter().filter_map(|item| match item {
        Item::Mod(item) => Some(item.ident.to_string()),
        _ => None,
    });
    modules.collect()
}

/// Every Rust file of a package's `src` that is not made of tests alone.
pub(crate) fn product_files(source: &Path) -> Vec<SourceFile> {
    let is_tests = |name: &Path| {
        let mut parts = name.components();
        parts.any(|part| {
            part.as_os_str() == "tests" || part.as_os_str().to_string_lossy().ends_with("tests.rs")
        })
    };
    rust_files(source)
        .iter()
        .map(|path| (path, path.strip_prefix(source).expect("the walk began there")))
        .filter(|(_, name)| !is_tests(name))
        .map(|(path, name)| {
            SourceFile::parse(name, &fs::read_to_string(path).expect("a source file is readable text"))
        })
        .collect()
}

/// Every Rust file below a folder.
pub(crate) fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder of the source is readable") {
        let path = entry.expect("a folder of the source is readable").path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

struct Paths {
    module: Vec<String>,
    /// How many names of `module` the file itself has; more belong to modules inside it.
    depth: usize,
    /// The modules that the file declares: a path may begin with their bare names.
    children: BTreeSet<String>,
    found: Vec<Reference>,
}

impl Paths {
    fn note(&mut self, names: &[String], line: usize) {
        let Some(path) = absolute(&self.module, &self.children, names) else { return };
        let supers = names.iter().filter(|name| *name == "super").count();
        let inside = self.module.len() - self.depth;
        self.found.push(Reference { path, line, leaves_by_super: supers >= self.depth.max(1) + inside });
    }

    fn note_tokens(&mut self, tokens: TokenStream) {
        let mut names: Vec<String> = Vec::new();
        let mut colons = 0;
        let mut line = 0;
        for token in tokens {
            match token {
                TokenTree::Ident(name) => {
                    if colons != 2 {
                        self.note(&std::mem::take(&mut names), line);
                    }
                    line = name.span().start().line;
                    names.push(name.to_string());
                    colons = 0;
                }
                TokenTree::Punct(mark) if mark.as_char() == ':' => colons += 1,
                other => {
                    self.note(&std::mem::take(&mut names), line);
                    colons = 0;
                    if let TokenTree::Group(group) = other {
                        self.note_tokens(group.stream());
                    }
                }
            }
        }
        self.note(&names, line);
    }
}

impl<'ast> Visit<'ast> for Paths {
    fn visit_item(&mut self, item: &'ast Item) {
        if !for_tests(attributes(item)) {
            visit::visit_item(self, item);
        }
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        self.module.push(item.ident.to_string());
        visit::visit_item_mod(self, item);
        self.module.pop();
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        // What a root hands on is no use of its own.
        if matches!(item.vis, syn::Visibility::Inherited) {
            for leaf in leaves(&item.tree) {
                self.note(&leaf.path, leaf.line);
            }
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let names: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        self.note(&names, path.span().start().line);
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        self.note_tokens(call.tokens.clone());
    }
}

struct Leaf {
    name: String,
    path: Vec<String>,
    line: usize,
}

fn leaves(tree: &UseTree) -> Vec<Leaf> {
    fn walk(tree: &UseTree, before: &[String], found: &mut Vec<Leaf>) {
        let line = tree.span().start().line;
        let with = |name: String| [before, &[name]].concat();
        match tree {
            UseTree::Path(path) => walk(&path.tree, &with(path.ident.to_string()), found),
            UseTree::Name(name) if name.ident == "self" => {
                let own = before.last().cloned().unwrap_or_default();
                found.push(Leaf { name: own, path: before.to_vec(), line });
            }
            UseTree::Name(name) => {
                found.push(Leaf { name: name.ident.to_string(), path: with(name.ident.to_string()), line });
            }
            UseTree::Rename(name) => {
                found.push(Leaf { name: name.rename.to_string(), path: with(name.ident.to_string()), line });
            }
            UseTree::Glob(_) => found.push(Leaf { name: "*".to_owned(), path: before.to_vec(), line }),
            UseTree::Group(group) => group.items.iter().for_each(|item| walk(item, before, found)),
        }
    }
    let mut found = Vec::new();
    walk(tree, &[], &mut found);
    found
}

/// A path as seen from the crate's root, where it points into the own crate by `crate`, `self` or `super`.
fn absolute(module: &[String], children: &BTreeSet<String>, names: &[String]) -> Option<Vec<String>> {
    let mut base = match names.first()?.as_str() {
        child if children.contains(child) => [module, &[child.to_owned()]].concat(),
        "crate" => Vec::new(),
        "self" => module.to_vec(),
        "super" => module[..module.len().checked_sub(1)?].to_vec(),
        _ => return None,
    };
    for name in &names[1..] {
        if name == "super" {
            base.pop();
        } else {
            base.push(name.clone());
        }
    }
    Some(base)
}

pub(super) fn for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute.parse_args::<syn::Ident>().is_ok_and(|condition| condition == "test")
    })
}

pub(super) fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Mod(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Const(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        _ => &[],
    }
}
