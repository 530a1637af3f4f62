import type { Sort } from '../address.ts';
import { isShared } from '../ask.ts';
import type { Asked } from '../asking.ts';
import { useWorld } from '../context.tsx';
import { MissingView } from '../pages/missing.tsx';
import { Waiting } from './panel.tsx';
import { Title } from './title.tsx';
import { TroubleBox } from './trouble.tsx';

/** What stands in place of a page that is on its way, in trouble, or nowhere. */
export function ClosedHead({ asked: { data, trouble, again }, sort }: { asked: Asked<unknown>; sort: Sort }) {
  const { texts } = useWorld();
  if (trouble) {
    return (
      <>
        <Title text={texts[sort]} />
        {!isShared(trouble) && <TroubleBox trouble={trouble} again={again} />}
      </>
    );
  }
  return data ? <MissingView sort={sort} /> : <Waiting />;
}
