import { adminStrings } from "../../i18n/admin";
import { useAsked } from "./asked";
import { LIMIT_FIELDS, PLACE_FIELDS, RETENTION_FIELDS } from "./fields";
import { HouseForm } from "./HouseForm";
import { Loaded } from "./Loaded";
import { type RoomsAnswer, titleOf } from "./RoomsPage";
import type { SectionProps } from "./sections";

/** What the place is called, and who may come and do what. */
export const Place = ({ settings }: SectionProps) => <HouseForm settings={settings} fields={PLACE_FIELDS} />;

/** How much, how long, and what newcomers wait for. */
export const Limits = ({ settings }: SectionProps) => <HouseForm settings={settings} fields={LIMIT_FIELDS} />;

/** For how long messages are kept, and which rooms keep them otherwise. */
export function Retention({ chat, settings }: SectionProps) {
  const t = adminStrings.strings.value.retention;
  const asked = useAsked<RoomsAnswer>(chat, "admin/rooms");
  return (
    <>
      <p class="admin-intro">{t.hint}</p>
      <HouseForm settings={settings} fields={RETENTION_FIELDS} />
      <h2 class="admin-heading">{t.exceptions}</h2>
      <Loaded asked={asked}>
        {({ rooms }) => {
          const others = rooms.filter((room) => room.retention_days !== null);
          if (others.length === 0) return <p class="form-hint">{t.noExceptions}</p>;
          return (
            <ul class="admin-list">
              {others.map((room) => (
                <li key={room.id} class="admin-line">
                  <bdi class="one-line">{titleOf(room)}</bdi>
                  <span>{t.roomKept(room.retention_days ?? 0)}</span>
                </li>
              ))}
            </ul>
          );
        }}
      </Loaded>
    </>
  );
}
