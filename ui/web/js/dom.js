// Making elements. Text of people only ever goes through textContent, value and attributes.

/** @typedef {Node | string | number | null | undefined | false} Part */

const AS_PROPERTY = ["value", "checked"];

/**
 * An element with these attributes and parts; what is null, undefined or false is left out, and so is an empty text.
 * A name that begins with "on" is a listener.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, any>} [attributes]
 * @param {...(Part | Part[] | Part[][])} parts
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, attributes = {}, ...parts) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on") || AS_PROPERTY.includes(name)) Object.assign(node, { [name]: value });
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(.../** @type {any[]} */ (parts.flat(Infinity)).filter((part) => ![null, undefined, false, ""].includes(part)));
  return node;
}
