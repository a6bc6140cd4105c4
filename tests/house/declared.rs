//! What a file declares: types, methods, modules, and how its imports are written.

use std::collections::BTreeSet;

use syn::spanned::Spanned;
use syn::{Item, UseTree, Visibility};

use super::source::{attributes, for_tests};

/// What a file declares outside of tests, and where its imports stand.
pub(crate) struct Declared {
    /// The names of its types, private ones too.
    pub(crate) types: Vec<String>,
    /// The types that it gives methods of their own, traits apart.
    pub(crate) with_methods: BTreeSet<String>,
    /// The lines of what stands beside declarations in a file that declares modules; none in any other.
    pub(crate) beside_declarations: Vec<usize>,
    /// The lines of imports that are not one `use` a module, tests included.
    pub(crate) scattered_imports: Vec<usize>,
}

impl Declared {
    pub(super) fn of(syntax: &syn::File) -> Declared {
        let shipped: Vec<&Item> = syntax.items.iter().filter(|item| !for_tests(attributes(item))).collect();
        let mut scattered_imports = Vec::new();
        scattered(&syntax.items, &mut scattered_imports);
        Declared {
            types: shipped.iter().copied().filter_map(type_name).collect(),
            with_methods: shipped.iter().copied().filter_map(with_methods).collect(),
            beside_declarations: beside_declarations(&shipped),
            scattered_imports,
        }
    }
}

fn type_name(item: &Item) -> Option<String> {
    let name = match item {
        Item::Struct(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::Type(item) => &item.ident,
        _ => return None,
    };
    Some(name.to_string())
}

fn with_methods(item: &Item) -> Option<String> {
    match item {
        Item::Impl(item) if item.trait_.is_none() => match &*item.self_ty {
            syn::Type::Path(path) => path.path.segments.last().map(|name| name.ident.to_string()),
            _ => None,
        },
        _ => None,
    }
}

fn beside_declarations(shipped: &[&Item]) -> Vec<usize> {
    if !shipped.iter().any(|item| matches!(item, Item::Mod(item) if item.content.is_none())) {
        return Vec::new();
    }
    let others = shipped.iter().filter(|item| match item {
        Item::Mod(item) => item.content.is_some(),
        Item::Use(item) => matches!(item.vis, Visibility::Inherited),
        _ => true,
    });
    others.map(|item| item.span().start().line).collect()
}

/// The lines of the imports among these items that name a second module, or a module that an earlier one named.
fn scattered(items: &[Item], faults: &mut Vec<usize>) {
    let mut seen = BTreeSet::new();
    for item in items {
        match item {
            Item::Mod(inner) => inner.content.iter().for_each(|(_, items)| scattered(items, faults)),
            // What stands under a condition stands alone.
            Item::Use(import) if import.attrs.is_empty() => {
                let modules = modules_of(&import.tree);
                let is_new = modules.iter().all(|module| seen.insert((reach(&import.vis), module.clone())));
                if modules.len() > 1 || !is_new {
                    faults.push(import.span().start().line);
                }
            }
            _ => {}
        }
    }
}

/// The modules that an import takes names out of; a whole module by `*` is none of them.
fn modules_of(tree: &UseTree) -> BTreeSet<Vec<String>> {
    fn walk(tree: &UseTree, before: &[String], found: &mut BTreeSet<Vec<String>>) {
        match tree {
            UseTree::Path(path) => walk(&path.tree, &[before, &[path.ident.to_string()]].concat(), found),
            UseTree::Group(group) => group.items.iter().for_each(|item| walk(item, before, found)),
            UseTree::Name(_) | UseTree::Rename(_) if !before.is_empty() => {
                found.insert(before.to_vec());
            }
            UseTree::Name(_) | UseTree::Rename(_) | UseTree::Glob(_) => {}
        }
    }
    let mut found = BTreeSet::new();
    walk(tree, &[], &mut found);
    found
}

/// Who may use what an import hands on; the empty name is nobody.
fn reach(visibility: &Visibility) -> String {
    match visibility {
        Visibility::Inherited => String::new(),
        Visibility::Public(_) => "pub".to_owned(),
        Visibility::Restricted(within) => {
            within.path.segments.last().map(|name| name.ident.to_string()).unwrap_or_default()
        }
    }
}
