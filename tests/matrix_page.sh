#!/usr/bin/env bash
# The matrices as pages, in headless Chromium: what the menus hide, and whether each
# kind of cell can be read, in light and dark. The pages have no script; those who ask
# here put one into a copy.
source "${BASH_SOURCE[0]%/*}/lib.sh"

events() { "$BUILD/labs/02_multiplexing/event_matrix" --read labs/02_multiplexing/events-linux-6.18.json "$@"; }
close() { "$BUILD/labs/17_close_matrix/close_matrix" --read labs/17_close_matrix/matrix-linux-6.18.json "$@"; }
drops() { "$BUILD/labs/18_way_in/drop_matrix" --read labs/18_way_in/drops-linux-6.18.json "$@"; }

BROWSER=$(type -P chromium || type -P chromium-browser || type -P google-chrome) || {
  skip 'the matrices in a browser' 'chromium is not installed'
  exit 0
}
sandbox=()
((EUID != 0)) || sandbox=(--no-sandbox)

# What a script prints that is put at the end of a page, a line each. `print()` and what
# ASKING has are there.
read -r -d '' ASKING <<'END' || :
const said = [];
const print = line => said.push(line);
const seen = element => element.getClientRects().length > 0 &&
  getComputedStyle(element).visibility === 'visible';
const choose = (menu, choice) => {
  document.forms[0].reset();
  for (const label of document.querySelectorAll('label'))
    if (label.textContent.startsWith(menu))
      for (const option of label.querySelectorAll('option'))
        option.selected = option.textContent.trim() === choice;
};
const all = selector => [...document.querySelectorAll(selector)].filter(seen);
const channel = c => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
const luminance = colour => {
  const [r, g, b] = colour.match(/[\d.]+/g).map(Number).map(channel);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const behind = element => {
  const colour = getComputedStyle(element).backgroundColor;
  return /, 0\)$/.test(colour) && element.parentElement ? behind(element.parentElement) : colour;
};
const contrast = element => {
  const [dark, light] = [getComputedStyle(element).color, behind(element)].map(luminance).sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
};
END
browse() { # PAGE SCRIPT [OPTION ...]
  {
    cat "$1"
    printf '<pre id="said"></pre><script>%s\n%s\nsaid_here = document.getElementById("said");%s</script>' \
      "$ASKING" "$2" 'said_here.textContent = "\n" + said.join("\n") + "\n(end)";'
  } >"$folder/asked.html"
  HOME=$folder timeout -k 1 60 "$BROWSER" --headless "${sandbox[@]}" --disable-gpu --disable-dev-shm-usage \
    --user-data-dir="$folder/profile" --no-first-run --disable-background-networking --disable-component-update \
    --disable-sync --host-resolver-rules='MAP * ~NOTFOUND' "${@:3}" --dump-dom "file://$folder/asked.html" \
    2>"$folder/browser" | sed -n '/^<pre id="said">$/,/^(end)/p' | sed '1d; /^(end)/d'
}
without_policy() { sed '/Content-Security-Policy/d'; }

sed '/"RST","way":"poll"/s/ ERR//; s/6\.18\.[0-9]*/6.1.0/' labs/02_multiplexing/events-linux-6.18.json >"$folder/other.json"
events --format html --with "$folder/other.json" >"$folder/guarded.html"
without_policy <"$folder/guarded.html" >"$folder/events.html"
close --format html | without_policy >"$folder/close.html"
drops --format html | without_policy >"$folder/drops.html"

check 'has a policy by which no script runs in the page' '' "$(browse "$folder/guarded.html" 'print("it runs")')"
check 'shows everything, as long as nothing is chosen' '144 25' \
  "$(browse "$folder/events.html" 'print(all("td:not(:first-child)").length + " " + all("tr").length)')"
check 'leaves the event that is chosen' 'RST' \
  "$(browse "$folder/events.html" 'choose("event", "RST"); for (const cell of all("td:first-child")) print(cell.innerText)')"
check 'leaves the way that is chosen' 'event poll' \
  "$(browse "$folder/events.html" 'choose("way", "poll"); print(all("th").map(head => head.innerText).join(" "))')"
check 'leaves only cells with an error' 'error 45' \
  "$(browse "$folder/events.html" 'choose("kind", "an error"); const cells = all("td:not(:first-child)");
    print([...new Set(cells.map(cell => cell.classList[0]))] + " " + cells.length)')"
check 'leaves only cells that differ, with what the other kernel said' 'RST: IN OUT RDHUP ERR HUP / IN OUT RDHUP HUP' \
  "$(browse "$folder/events.html" 'choose("kind", "the other kernel said something else");
    print(all("td").map(cell => cell.innerText.replace("\n", " / ")).join(": "))')"
check 'is whole again behind the button' '25' \
  "$(browse "$folder/events.html" 'choose("event", "RST"); document.querySelector("button").click(); print(all("tr").length)')"
check 'leaves the packets that ended at a station' 'socket-filter UDP-filter' \
  "$(browse "$folder/drops.html" 'choose("station", "socket"); print(all("td:first-child").map(cell => cell.innerText).join(" "))')"
check 'leaves the state that is chosen, in each table' 'From ESTAB, ESTAB' \
  "$(browse "$folder/close.html" 'choose("state", "ESTAB");
    print(all("h2").map(head => head.innerText) + ", " + all("th").map(head => head.innerText).filter(head => /^[A-Z-]+[0-9]?$/.test(head) && head != "TIME-WAIT"))')"
check 'has a link to each section and back, and shows the one that is asked for' '134 134 ESTAB.close' \
  "$(browse "$folder/close.html" 'location.hash = "ESTAB.close";
    const leads = link => document.getElementById(decodeURIComponent(link.hash.slice(1)));
    const there = new Set([...document.querySelectorAll("td a")].map(leads));
    const back = [...document.querySelectorAll("section a")].filter(link => leads(link).querySelector("a").hash == "#" + link.closest("section").id);
    print(there.size + " " + back.length + " " + all("section").map(section => section.id))')"
for scheme in 1 0; do # light, dark
  check "has text that can be read ($([[ $scheme == 1 ]] && echo light || echo dark))" '7 kinds, 0 pale' \
    "$(browse "$folder/close.html" 'const cells = all("td, th, h2, p, .legend span");
      const pale = cells.filter(cell => contrast(cell) < 4.5);
      print(new Set(cells.filter(cell => cell.closest("td, .legend")).map(cell => getComputedStyle(cell).color)).size + " kinds, " + pale.length + " pale")' \
      --blink-settings=preferredColorScheme="$scheme")"
done
# A ladder behind a row: the texts in the picture, on its paper.
cat >"$folder/TTL-0.trace" <<'END'
{"t":0.000000,"event":"trace","version":1}
{"t":0.000748,"event":"state","host":"client","local":"192.0.2.1:39042","peer":"192.0.2.2:7006","from":"gone","to":"SYN-SENT","connection":1}
{"t":0.000748,"event":"segment","id":1,"connection":1,"from":"client","source":"192.0.2.1:39042","destination":"192.0.2.2:7006","flags":["SYN"],"seq":0,"ack":0,"length":0,"window":64240,"fate":"delivered","client":"SYN-SENT","server":"LISTEN","client_unread":0,"client_unacked":1}
END
grep '"TTL-0"' labs/18_way_in/drops-linux-6.18.json |
  "$BUILD/labs/18_way_in/drop_matrix" --format html --traces "$folder" | without_policy >"$folder/ladder.html"
for scheme in 1 0; do
  check "has a ladder that can be read ($([[ $scheme == 1 ]] && echo light || echo dark))" '3 of 3 hosts and times, 0 pale' \
    "$(browse "$folder/ladder.html" 'location.hash = "TTL-0";
      const fill = element => luminance(getComputedStyle(element).fill) + 0.05;
      const paper = fill(document.querySelector("rect.paper"));
      const texts = all("svg text");
      print(["client", "server", "faint"].filter(name => texts.some(text => text.classList.contains(name))).length + " of 3 hosts and times, " +
        texts.filter(text => Math.max(fill(text), paper) / Math.min(fill(text), paper) < 4.5).length + " pale")' \
      --blink-settings=preferredColorScheme="$scheme")"
done
check 'has a sign in each cell with a colour' 0 \
  "$(browse "$folder/close.html" 'print(all("td").filter(cell => getComputedStyle(cell).backgroundColor != getComputedStyle(document.body).backgroundColor &&
    !/, 0\)$/.test(getComputedStyle(cell).backgroundColor) && !/[✕▸○▼!…]/.test(getComputedStyle(cell, "::before").content)).length)')"
for page in events close drops; do
  check "scrolls inside itself where it is too wide ($page)" 'true' \
    "$(browse "$folder/$page.html" 'print(document.documentElement.scrollWidth <= innerWidth)' --window-size=390,844)"
done
