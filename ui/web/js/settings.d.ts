// What the server lays in front of chrome.js.
declare const SETTINGS: {
  words: Record<string, string>;
  patterns: Record<string, string>;
  connection: { lost: string; stopped: string; reload: string };
};
