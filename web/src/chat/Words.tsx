const LONG = 48;
const ADDRESS = /(https?:\/\/[^\s)]+|\/cases\/[^\s)]+)/;

/** The words of a reply: its lines, what is listed as a list, addresses as links. */
export function Words({ text }: { text: string }) {
  return (
    <div className="words">
      {blocksOf(text).map((block, index) =>
        typeof block === "string" ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: what was said never changes
          <p key={index}>
            <Line text={block} />
          </p>
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: what was said never changes
          <ul key={index}>
            {block.map((item) => (
              <li key={item}>
                <Line text={item} />
              </li>
            ))}
          </ul>
        ),
      )}
    </div>
  );
}

function blocksOf(text: string): (string | string[])[] {
  const blocks: (string | string[])[] = [];
  for (const line of text.split("\n").filter((one) => one.trim())) {
    const before = blocks.at(-1);
    if (!line.startsWith("• ")) blocks.push(line);
    else if (Array.isArray(before)) before.push(line.slice(2));
    else blocks.push([line.slice(2)]);
  }
  return blocks;
}

function Line({ text }: { text: string }) {
  return text.split(ADDRESS).map((part, index) =>
    ADDRESS.test(part) ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one line never move
      <a key={index} href={part} target="_blank" rel="noreferrer">
        {shortOf(part)}
      </a>
    ) : (
      part
    ),
  );
}

/** Whose page it is and what it is called, of an address that is long. */
function shortOf(address: string): string {
  if (address.length <= LONG || !address.startsWith("http")) return address;
  const { hostname, pathname } = new URL(address);
  return `${hostname}/…/${decodeURIComponent(pathname.split("/").at(-1) ?? "")}`;
}
