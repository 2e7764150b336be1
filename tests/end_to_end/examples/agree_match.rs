//! What Rust makes of the clients in tests/vectors/matching: `agree_match CLIENTS.csv OUT`.
//!
//! It uses the library's own types and not the words that C and Python share, so that those are compared too.

use dcr_core::identity::matching::{
    Decision, Field, LinkOptions, Linked, MatchModel, Relation, RowKey, Table, compare, link_table,
};
use std::error::Error;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [clients, out] = arguments.as_slice() else { return Err("agree_match CLIENTS.csv OUT".into()) };
    let out = Path::new(out);

    // No field of the file is quoted.
    let text = std::fs::read_to_string(clients)?;
    let mut lines = text.lines();
    let names: Vec<&str> = lines.next().unwrap_or_default().split(',').collect();
    let mut columns: Vec<Vec<&str>> = vec![Vec::new(); names.len()];
    let mut rows = 0;
    for line in lines {
        columns.iter_mut().zip(line.split(',')).for_each(|(column, text)| column.push(text));
        rows += 1;
    }
    let mut table = Table::new(rows);
    // In the order of the fields, as the doors do.
    for field in Field::ALL {
        for (_, column) in names.iter().zip(&columns).filter(|(name, _)| **name == field.name()) {
            table = table.with(field, column);
        }
    }

    let decide = |left: &str, right: &str, relation| {
        let key = |name: &str| name.split_once('/').map(|(source, local_id)| RowKey::new(source, local_id));
        Some(Decision { left: key(left)?, right: key(right)?, relation })
    };
    let same = decide("RDZ/78", "10B/C5", Relation::Same).ok_or("a key")?;
    let different = decide("10B/C3", "RDZ/77", Relation::Different).ok_or("a key")?;
    for (name, decisions) in [("plain", Vec::new()), ("decided", vec![same, different])] {
        let options = LinkOptions { threads: 2, decisions: &decisions, ..LinkOptions::default() };
        write(&link_table(&table, &MatchModel::english(), &options), &table, name, out)?;
    }
    Ok(())
}

fn write(linked: &Linked, table: &Table<'_>, name: &str, out: &Path) -> Result<(), Box<dyn Error>> {
    let keep = |what: &str, text: String| std::fs::write(out.join(format!("{name}.{what}")), text);
    keep("clusters", serde_json::to_string(&linked.cluster_of)?)?;
    keep("pairs", serde_json::to_string(&linked.pairs)?)?;
    keep("review", serde_json::to_string(&linked.review())?)?;
    keep("model", linked.model.to_json())?;
    let explained = linked.pairs.iter().map(|pair| {
        let (left, right) = (table.particulars(pair.left as usize), table.particulars(pair.right as usize));
        compare(&left, &right, &linked.model).text()
    });
    keep("explained", explained.collect())?;
    Ok(())
}
